#!/bin/sh
# Makes infra/.env out of example.env with a random text for every secret. Never writes over one that is there.
set -eu
here=$(dirname "$0")
target=${1:-$here/.env}
if [ -e "$target" ]; then
    echo "$target is there already; its secrets are in use" >&2
    exit 1
fi
umask 077
while IFS= read -r line; do
    case $line in
    SECRET_KEY= | SECRETS_KEYS= | *_KEY= | *_PASSWORD= | *_TOKEN=)
        line=$line$(od -An -N32 -tx1 /dev/urandom | tr -d ' \n') ;;
    esac
    printf '%s\n' "$line"
done <"$here/example.env" >"$target"
