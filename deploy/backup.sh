#!/bin/sh
# Copies a gallery while it is open: backup.sh GALLERY BACKUP, or backup.sh GALLERY BACKUPS KEEP, which names the copy by its time and removes all but the newest KEEP in that folder.
# Entries of the ledger are published after the database has them, so they come before it; all other files are there before the database knows of them, so they come after it.
# The copy is as secret as the gallery: it holds full sizes and keys. Files at an S3 service are not copied; use that service's own versions or replication.
set -eu
keep=${3:-}
case $#:$keep in
2:) goal=$2 ;;
3:[1-9] | 3:[1-9][0-9] | 3:[1-9][0-9][0-9]) goal=$2/$(date -u +%Y-%m-%dT%H%M%SZ) ;;
*) echo "usage: backup.sh GALLERY BACKUP, or backup.sh GALLERY BACKUPS KEEP with 1 to 999 to keep" >&2; exit 2 ;;
esac
gallery=$1
[ -f "$gallery/gallery.json" ] || { echo "'$gallery' is no gallery, for it has no gallery.json." >&2; exit 1; }
if [ -z "${GALLERY_POSTGRESQL:-}" ] && grep -Eiq '"postgreSql" *: *"' "$gallery/gallery.json"; then
    echo "'$gallery' is kept in PostgreSQL: set GALLERY_POSTGRESQL, such as postgresql://gallery:…@database/gallery." >&2
    exit 1
fi
[ ! -e "$goal" ] || { echo "'$goal' is there already: name a new folder for each backup." >&2; exit 1; }
umask 077
beside=$goal.new
rm -rf "$beside"
mkdir -p "$beside"
beside=$(realpath "$beside")
(cd "$gallery" && find public -name 'ledger-*.json' -exec cp -p --parents -t "$beside" {} +)
if [ -n "${GALLERY_POSTGRESQL:-}" ]; then
    # one snapshot of all tables
    pg_dump --format=custom --file="$beside/gallery.dump" "$GALLERY_POSTGRESQL"
else
    # SQLite's own backup: pages are copied while others write, and the copy is of one moment
    sqlite3 "$gallery/gallery.db" ".timeout 10000" ".backup '$beside/gallery.db'"
    [ "$(sqlite3 "$beside/gallery.db" 'PRAGMA integrity_check')" = ok ] || { echo "The copy of the database is damaged." >&2; exit 1; }
fi
cp -p "$gallery/gallery.json" "$beside/"
(cd "$gallery" && find public -type f ! -name 'ledger-*.json' ! -name '*.new' -exec cp -p --parents -t "$beside" {} +)
cp -a "$gallery/private" "$beside/"
sync
mv "$beside" "$goal"
echo "$goal"
[ -n "$keep" ] || exit 0
# Only what was named here, whose order is that of time, and what was cut off yesterday or before.
cd "$2"
dated=20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z
find . -maxdepth 1 -name "$dated.new" -mtime +0 -exec rm -rf {} +
for old in $(printf '%s\n' $dated | head -n "-$keep"); do rm -rf "$old"; done
