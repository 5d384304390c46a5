"""Whoever looks for a page of operations at night finds it from the index."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

INFRA = Path(__file__).resolve().parents[2] / "infra"


def test_the_index_names_every_page_and_every_page_is_there():
    named = set(re.findall(r"\]\((\w+\.md)\)", (INFRA / "README.md").read_text()))
    assert named == {path.name for path in INFRA.glob("*.md")} - {"README.md"}


@pytest.mark.parametrize("page", sorted(path.name for path in INFRA.glob("*.md")))
def test_a_page_names_only_files_that_are_there(page: str):
    """Names in backquotes with a folder or the ending of a page."""
    text = (INFRA / page).read_text()
    names = re.findall(r"`((?:infra|platform|tenants|tests|crm|sites_cms)/\w[\w./-]+|\w+\.md)`", text)
    missing = [name for name in names if not (INFRA / name).exists() and not (INFRA.parent / name).exists()]
    assert missing == []
