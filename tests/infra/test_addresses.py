"""`PORT` or `BASE_URL`: whichever is told, links, logins and the listening port agree."""

import pytest

from infra.local.run import address

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("environ", "base", "port"),
    [
        ({}, "http://localhost:8000", 8000),
        ({"PORT": "8123"}, "http://localhost:8123", 8123),
        ({"BASE_URL": "http://localhost:9000"}, "http://localhost:9000", 9000),
        ({"BASE_URL": "https://burmistr.example", "PORT": "8123"}, "https://burmistr.example", 8123),
        ({"BASE_URL": "", "PORT": ""}, "http://localhost:8000", 8000),
    ],
)
def test_what_is_told_of_one_holds_for_both(environ: dict[str, str], base: str, port: int):
    assert address(environ) == (base, port)
