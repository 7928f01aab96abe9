#!/bin/sh
# Makes a gallery of a backup: restore.sh BACKUP GALLERY. Afterwards, look at the ledger: imago gallery audit GALLERY
# A backup is older than what was published since: where the old public/ is still there, name it as the third argument, and what it has of the ledger is kept,
# so that the gallery refuses to go on behind what it has promised.
set -eu
[ $# -ge 2 ] || { echo "usage: restore.sh BACKUP GALLERY [PUBLIC]" >&2; exit 2; }
backup=$1
gallery=$(realpath -m "$2")
[ -f "$backup/gallery.json" ] || { echo "'$backup' is no backup, for it has no gallery.json." >&2; exit 1; }
[ ! -e "$gallery" ] || { echo "'$gallery' is there already: move it away first, nothing is written over." >&2; exit 1; }
umask 077
mkdir -p "$gallery.new"
for part in gallery.json public private; do
    [ ! -e "$backup/$part" ] || cp -a "$backup/$part" "$gallery.new/"
done
if [ -f "$backup/gallery.dump" ]; then
    [ -n "${GALLERY_POSTGRESQL:-}" ] || { echo "Set GALLERY_POSTGRESQL to an empty database, such as postgresql://gallery:…@database/gallery." >&2; exit 1; }
    pg_restore --exit-on-error --single-transaction --no-owner --dbname="$GALLERY_POSTGRESQL" "$backup/gallery.dump"
else
    cp -p "$backup/gallery.db" "$gallery.new/"
fi
[ $# -lt 3 ] || (cd "$3" && find . -name 'ledger-*.json' -exec cp -p --parents {} "$gallery.new/public/" \;)
sync
mv "$gallery.new" "$gallery"
echo "$gallery"
