#!/bin/sh
# archive_command = 'sh /…/infra/backup/keep_segment.sh %p /backup/wal/%f'
# Keeps one segment of the log, compressed. PostgreSQL goes on only after exit code 0, and asks again for ever.
set -eu
from=$1
to=$2.gz
half=$to.part.$$

if [ -e "$to" ]; then
    gzip -dc "$to" | cmp -s - "$from" && exit 0  # kept before a crash, and PostgreSQL does not know
    echo "Another segment of this name is there: two servers write to $(dirname "$to")" >&2
    exit 1
fi
mkdir -p "$(dirname "$to")"
trap 'rm -f "$half"' EXIT
umask 077
gzip -1 <"$from" >"$half"
sync -f "$half"
mv "$half" "$to"
