"""A page of a site against the same page of a plain Wagtail project of one company, cached and not, and against nginx.

Both projects run on granian with one process; requests come over the loopback. The cached bars are requests a second
as `wrk` counts them for a page of some 40 KB (Debian's packages `wrk` and `nginx-light`); the uncached one is the time
of the home page, asked for with a query that nothing remembers.
"""

import contextlib
import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from tests import database
from tests.benchmarks.harness import report
from tests.e2e.service import ROOT, Service, free_port

ROUNDS = 7
SECONDS = 2
FILL = """
from crm.company.models import Profile
from sites_cms.pages.models import FreePage, HomePage, NewsIndexPage, NewsPage, Question
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.benchmarks.pages import COMPANY, LONG_TEXT, NEWS, QUESTIONS
with speaking_for(Tenant.objects.get(slug="alpha")):
    Profile.objects.update(**COMPANY)
    HomePage.objects.get().add_child(instance=FreePage(title="О компании", slug="long", body=LONG_TEXT))
    for item in NEWS:
        NewsIndexPage.objects.get().add_child(instance=NewsPage(**item))
    Question.objects.bulk_create(Question(**item) for item in QUESTIONS)
"""


def main() -> bool:
    missing = [tool for tool in ("wrk", "nginx") if not shutil.which(tool)]
    if missing:
        sys.exit(f"bench_pages needs {', '.join(missing)}: apt-get install wrk nginx-light")
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as running:
        ours = running.enter_context(our_site(Path(folder)))
        plain = running.enter_context(plain_site(stock_cache=False))
        stock = running.enter_context(plain_site(stock_cache=True))
        page = Path(folder) / "page.html"
        page.write_bytes(fetch(ours, "/long/"))
        static = running.enter_context(nginx(Path(folder), page))
        assert len(page.read_bytes()) > 35_000, len(page.read_bytes())
        uncached = report("home_uncached", [uncached_ratio(ours, plain) for _ in range(ROUNDS)], bar=1.15)
        turns = [(rate(stock, "/long/"), rate(ours, "/long/"), rate(static, "/page.html")) for _ in range(ROUNDS)]
    print("requests a second, stock / ours / nginx:", [tuple(map(round, turn)) for turn in turns])  # noqa: T201  the report
    cached = report("page_cached_vs_stock", [own / base for base, own, _ in turns], bar=6, at_least=True)
    served = report("page_cached_vs_nginx", [own / file for _, own, file in turns], bar=0.2, at_least=True)
    return uncached and cached and served


@contextlib.contextmanager
def our_site(folder: Path) -> Iterator[str]:
    """The service with a filled site; its address."""
    service = Service(home=folder / "home", database_url=database.copy("bench_site"))
    service.home.mkdir()
    database.point_sites_at(service.port, database="bench_site")
    service.collect_static()
    service.manage("shell", "-c", FILL)
    with granian("config.wsgi:application", service.port, service.environment, host="alpha.localhost"):
        yield f"alpha.localhost:{service.port}"


@contextlib.contextmanager
def plain_site(*, stock_cache: bool) -> Iterator[str]:
    name = f"bench_plain_{int(stock_cache)}"
    with database._Server() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}"')
    server, _, rest = os.environ["DATABASE_URL"].partition("?")
    port = free_port()
    environment = os.environ | {
        "DATABASE_URL": f"{server.rsplit('/', 1)[0]}/{name}?{rest}",
        "STOCK_CACHE": str(int(stock_cache)),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
    }
    subprocess.run([sys.executable, "-m", "tests.benchmarks.plain", str(port)], cwd=ROOT, env=environment, check=True)
    with granian("tests.benchmarks.plain.wsgi:application", port, environment, host="localhost"):
        yield f"localhost:{port}"


@contextlib.contextmanager
def granian(application: str, port: int, environment: dict[str, str], *, host: str) -> Iterator[None]:
    command = (
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--no-ws", application,
    )  # fmt: skip
    with server(command, environment, f"{host}:{port}"):
        yield


@contextlib.contextmanager
def nginx(folder: Path, page: Path) -> Iterator[str]:
    """nginx with one process, sending the same bytes from a file."""
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(f"""
        daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
        events {{ worker_connections 256; }}
        http {{ access_log off; sendfile on; keepalive_requests 1000000;
                server {{ listen 127.0.0.1:{port}; root {page.parent}; }} }}""")
    folder.chmod(0o755)  # its worker is another user
    page.chmod(0o644)
    with server(("nginx", "-p", str(folder), "-c", str(settings)), dict(os.environ), f"localhost:{port}", "/page.html"):
        yield f"localhost:{port}"


@contextlib.contextmanager
def server(command: tuple[str, ...], environment: dict[str, str], host: str, path: str = "/") -> Iterator[None]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 40
        while True:
            with contextlib.suppress(OSError):
                fetch(host, path)
                break
            assert process.poll() is None, command
            assert time.monotonic() < deadline, command
            time.sleep(0.2)
        yield
    finally:
        process.terminate()
        process.wait()


def fetch(host: str, path: str) -> bytes:
    request = urllib.request.Request(f"http://127.0.0.1:{host.rpartition(':')[2]}{path}", headers={"Host": host})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return bytes(answer.read())


def rate(host: str, path: str) -> float:
    """Requests a second."""
    port = host.rpartition(":")[2]
    command = ["wrk", "-t1", "-c16", f"-d{SECONDS}s", "-H", f"Host: {host}", f"http://127.0.0.1:{port}{path}"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in printed, printed
    found = re.search(r"Requests/sec:\s+([\d.]+)", printed)
    assert found, printed
    return float(found[1])


def uncached_ratio(ours: str, plain: str) -> float:
    """Medians of single requests in turns over kept connections: ours / plain."""
    taken: dict[str, list[float]] = {ours: [], plain: []}
    connections = {host: http.client.HTTPConnection("127.0.0.1", int(host.rpartition(":")[2])) for host in taken}
    for turn in range(120):
        for host in (ours, plain) if turn % 2 else (plain, ours):
            started = time.perf_counter()
            connections[host].request("GET", "/?of=nobody", headers={"Host": host})
            answer = connections[host].getresponse()
            answer.read()
            taken[host].append(time.perf_counter() - started)
            assert answer.status == 200
    for connection in connections.values():
        connection.close()
    return statistics.median(taken[ours][20:]) / statistics.median(taken[plain][20:])
