#!/usr/bin/env bash
# Makes the folder that becomes /opt/imago on a gallery's server, and names it: publish.sh
# In bin/ lies the program with .NET, without libtorch and networks, for a server makes no pictures; beside it all of this folder but this file.
set -euo pipefail
here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
root=$(dirname "$here")
source "$root/eng/setup.sh"
setup
exec 9>"$root/artifacts/build.lock"
flock 9
folder=$root/artifacts/server log=$root/artifacts/log/server.log
rm -rf "$folder"
DOTNET_NOLOGO=1 dotnet build "$root/src/Imago.Cli" -c Release -p:Server=true -v minimal --disable-build-servers 2>&1 9>&- | watch_steps "the program of a server" "$log" ||
    failed "The program of a server" "$log" 'error '
cp "$here"/* "$folder"
rm "$folder/publish.sh"
chmod -R u=rwX,go=rX "$folder" # another user runs it
echo "$folder"
