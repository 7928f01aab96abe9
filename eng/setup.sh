# shellcheck shell=bash
# What ./imago and ./test share: install what is missing, build what changed, be quiet where nothing is to be done.
# Expects $root, the repository. Speaks on standard error only. Logs are in artifacts/log/.

say() { printf '%s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

setup() {
    install_packages
    command -v dotnet >/dev/null || PATH="$PATH:${DOTNET_ROOT:-$HOME/.dotnet}"
    command -v dotnet >/dev/null ||
        die "Imago needs the .NET 10 SDK and finds no dotnet: install it (https://dotnet.microsoft.com/download/dotnet/10.0), then run this again."
    if [[ -n ${IMAGO_LIBTORCH:-} ]]; then
        [[ -d $IMAGO_LIBTORCH ]] || die "IMAGO_LIBTORCH is '$IMAGO_LIBTORCH', expected a folder that holds a libtorch: correct it, or unset it to use Debian's."
        IMAGO_LIBTORCH=$(readlink -f "$IMAGO_LIBTORCH")
    fi
    is_built || build
}

# --- Debian packages: eng/packages, and for the tests also eng/packages.test ---

lists=("$root/eng/packages")

# Sets $packages, what dpkg knows of the list, and $missing, what is to be installed.
look_for_packages() {
    local name command wanted=()
    while read -r name command; do
        [[ $name == lib@(torch|gloo)-dev && -n ${IMAGO_LIBTORCH:-} ]] && continue
        [[ -n $command ]] && command -v "$command" >/dev/null && continue
        wanted+=("$name")
    done < <(sed -E 's/#.*//; s/[[:space:]]+$//; /^$/d' "${lists[@]}")
    packages=$(dpkg-query -W -f='${db:Status-Status} ${Package} ${Version}\n' "${wanted[@]}" 2>/dev/null || true)
    missing=()
    for name in "${wanted[@]}"; do [[ $'\n'$packages == *$'\n'"installed $name "* ]] || missing+=("$name"); done
}

install_packages() {
    packages="" missing=()
    command -v dpkg-query >/dev/null || return 0 # no Debian: CMake and `imago doctor` say what they miss
    look_for_packages
    ((${#missing[@]})) || return 0
    local as_root=()
    if ((EUID)); then
        sudo -n true 2>/dev/null ||
            die "Imago needs Debian packages that are missing here; install them, then run this again: sudo apt-get install ${missing[*]}"
        as_root=(sudo -n)
    fi
    say "Installing Debian packages: ${missing[*]} …"
    local log=$root/artifacts/log/packages.log
    mkdir -p "${log%/*}"
    apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 "$@" </dev/null; }
    # In a fresh container the lists are empty, and old lists name files that are gone: then fetch them and try again.
    apt install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1 ||
        { apt update && apt install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 ||
        { tail -n 15 "$log" >&2; die "Installing failed (all of it: $log). Mend that, or install by hand: apt-get install ${missing[*]}"; }
    look_for_packages
}

# --- Building, when sources changed ---

# All that a build depends on: versions of packages; names, times and sizes of sources (so a deleted file counts too).
fingerprint() {
    local folders=()
    for folder in native src tests bench eng models; do [[ -d $root/$folder ]] && folders+=("$root/$folder"); done
    printf '%s\n' "${IMAGO_LIBTORCH:-}" "$packages"
    find "${folders[@]}" "$root"/*.props "$root"/*.slnx "$root/global.json" "$root/.editorconfig" -name node_modules -prune -o -type f -printf '%p %T@ %s\n' | LC_ALL=C sort
}

is_built() {
    local file
    for file in imago.dll libimago_torch.so libimago_imaging.so; do [[ -f $root/artifacts/publish/Imago.Cli/release/$file ]] || return 1; done
    cmp -s "$root/artifacts/built" <(fingerprint)
}

build() {
    mkdir -p "$root/artifacts/log"
    exec 9>"$root/artifacts/build.lock"
    if ! flock -n 9; then
        say "Waiting for another build of Imago to end …"
        flock 9
    fi
    if ! is_built; then # else the one that held the lock has done it
        local before start=$SECONDS
        before=$(fingerprint) # taken before: what is edited meanwhile is built the next time
        if [[ -d $root/artifacts/bin ]]; then say "Building what changed …"; else say "Building Imago (first time: one to three minutes) …"; fi
        build_native 9>&-
        build_managed 9>&-
        printf '%s\n' "$before" >"$root/artifacts/built"
        say "Built in $((SECONDS - start)) s."
    fi
    exec 9>&-
}

build_native() {
    local native=$root/artifacts/native log=$root/artifacts/log/native.log
    mkdir -p "$native"
    # CMake remembers the libtorch that it found: another one needs a fresh start.
    if [[ ! -f $native/libtorch || $(<"$native/libtorch") != "${IMAGO_LIBTORCH:-}" ]]; then
        rm -rf "$native/CMakeCache.txt" "$native/CMakeFiles"
    fi
    {
        { [[ -f $native/CMakeCache.txt ]] ||
            cmake -S "$root/native" -B "$native" -DCMAKE_BUILD_TYPE=Release ${IMAGO_LIBTORCH:+"-DIMAGO_LIBTORCH=$IMAGO_LIBTORCH"}; } &&
            cmake --build "$native" --parallel "$(nproc)"
    } 2>&1 | watch_steps "native libraries" "$log" || failed "The native libraries" "$log" 'error|CMake Error|undefined reference|not found|[Nn]o such file'
    printf '%s\n' "${IMAGO_LIBTORCH:-}" >"$native/libtorch"
}

build_managed() {
    local log=$root/artifacts/log/dotnet.log
    (cd "$root" && dotnet --version) >"$log" 2>&1 ||
        die "Imago needs a .NET 10 SDK and finds only: $(cd / && dotnet --list-sdks | cut -d' ' -f1 | xargs). Install it (https://dotnet.microsoft.com/download/dotnet/10.0), then run this again."
    DOTNET_NOLOGO=1 dotnet build "$root/Imago.slnx" -c Release -v minimal --disable-build-servers 2>&1 | watch_steps "the solution" "$log" ||
        failed "The solution" "$log" 'error '
}

# watch_steps WHAT LOG: keeps what a build says, and shows how far it is: CMake's "[ 40%]", or a project that is done.
watch_steps() {
    local line step last=$SECONDS done=0
    while IFS= read -r line; do
        printf '%s\n' "$line" >&8
        if [[ $line =~ ^\[\ *([0-9]+)%\] ]]; then step="${BASH_REMATCH[1]} %"
        elif [[ $line == *' -> '* && $line != */publish/* ]]; then step="$((++done)) of $(grep -c '<Project ' "$root/Imago.slnx") projects"
        else continue; fi
        if [[ -t 2 ]]; then printf '\r\e[K  %s: %s' "$1" "$step" >&2
        elif ((SECONDS - last >= 10)); then say "  $1: $step" && last=$SECONDS; fi
    done 8>"$2"
    [[ ! -t 2 ]] || printf '\r\e[K' >&2
}

# failed WHAT LOG PATTERN: shows the lines of a log that matter, and where all of it is.
failed() {
    grep -E "$3" "$2" | sed -E "s|$root/||g; s/ \[[^]]*proj\]$//" | LC_ALL=C sort -u | head -n 20 >&2 || true
    die "$1 cannot be built. All of it: $2"
}
