"""`python -m infra.backup take|restore|drill|prune|conf`, see infra/backup.md."""

import argparse
import os
import sys
import time
from pathlib import Path

from infra.backup.cluster import BackupError, Store

_SURE = "SELECT count(*) FROM tenants_tenant"


def main(arguments: list[str]) -> int:
    """Run one command; 1 and a sentence if it did not succeed."""
    wish = _parser().parse_args(arguments)
    store = Store(wish.store)
    started = time.monotonic()
    try:
        print(_act(store, wish))
    except BackupError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{time.monotonic() - started:.0f} s")
    return 0


def _act(store: Store, wish: argparse.Namespace) -> str:
    if wish.command == "conf":
        return "\n".join(f"{name} = {value}" for name, value in store.settings().items())
    if wish.command == "take":
        return f"Base copy: {store.take(_url())}"
    if wish.command == "prune":
        return "\n".join(map(str, store.prune(wish.keep))) or "Nothing to drop"
    if wish.command == "restore":
        base = store.restore(wish.to, until=wish.until, until_lsn=wish.until_lsn)
        return f"{wish.to} stands on {base.name}: start PostgreSQL there and it goes on to the moment by itself"
    return f"Restored, started, asked. {wish.query} → {store.drill(wish.query)}"


def _url() -> str:
    """The server of the installation, started here if it is the embedded one."""
    from infra.local.services import ensure_environment  # noqa: PLC0415  optional: only `take` needs the server

    ensure_environment()
    return os.environ["DATABASE_URL"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.backup", description=__doc__)
    default = os.environ.get("BACKUP_DIR")
    parser.add_argument("--store", type=Path, default=default, required=not default, help="default: BACKUP_DIR")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("conf", help="lines for postgresql.conf")
    commands.add_parser("take", help="take a base copy now")
    prune = commands.add_parser("prune", help="drop old copies and the log that none of the others needs")
    prune.add_argument("--keep", type=int, default=8)
    restore = commands.add_parser("restore", help="make a data folder as of a moment")
    restore.add_argument("--to", type=Path, required=True, help="a new or empty folder")
    restore.add_argument("--until", default="", help='a time with its zone: "2026-11-24 21:40:00+03:00"')
    restore.add_argument("--until-lsn", default="")
    drill = commands.add_parser("drill", help="restore the last moment aside, start it, ask, throw it away")
    drill.add_argument("--query", default=_SURE)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
