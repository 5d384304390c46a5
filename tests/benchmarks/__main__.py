"""`python -m tests.benchmarks [name …]`: run every `bench_*.py`, exit non-zero when a bar is missed."""

import sys
from importlib import import_module
from pathlib import Path


def main(wanted: list[str]) -> int:
    """Run the benchmarks whose names are given, or all; 1 if a bar is missed."""
    from tests import environment

    environment.set_up()  # before Django reads its settings

    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "platform"))
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from tests import database

    held = True
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        if not wanted or path.stem.removeprefix("bench_") in wanted:
            database.prepare()
            held &= import_module(f"tests.benchmarks.{path.stem}").main()
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
