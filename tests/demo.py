"""The demo, loaded once in a run: by the process that asks for it first, and the others get a copy."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests import database
from tests.e2e.service import Service
from tests.run_once import of_this_run, one_at_a_time

_FILES = ("media", "private", "demo-logins.json")


@dataclass
class DemoService(Service):
    """The web server over the demo; whatever a worker would do is done at once, in the request."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"CELERY_EAGER": "1"}


def service(name: str, home: Path) -> DemoService:
    """The demo in a database of this name and files in this folder; the server is not started yet."""
    with one_at_a_time("demo"):
        kept = of_this_run("demo")
        if kept.exists():
            shutil.copytree(kept / "files", home, dirs_exist_ok=True)
            return DemoService(home=home, database_url=database.restored(name, kept / "dump"))
        made = DemoService(home=home, database_url=database.copy(name))
        assert made.manage("load_demo").strip().endswith("Демо загружено.")
        _keep(name, home, kept)
        return made


def _keep(name: str, home: Path, kept: Path) -> None:
    unfinished = kept.with_suffix(".unfinished")
    unfinished.mkdir()
    database.dump(name, unfinished / "dump")
    for part in _FILES:
        target = unfinished / "files" / part
        target.parent.mkdir(exist_ok=True)
        (shutil.copytree if (home / part).is_dir() else shutil.copy)(home / part, target)
    unfinished.rename(kept)
