"""Files that name an account are found in whatever form they came, and go with all that was kept of them."""

import pytest

from crm.imports.domain import erasing, undoing
from crm.imports.models import ImportTrace
from tenants.errors import DomainError
from tests.imports.test_accounts_files import HEADER, ROW, table
from tests.imports.test_workbooks import book

pytestmark = pytest.mark.integration

CELLS = ["00116501", 5, "Ли", "Бо", "", "1", "Мира 1", "Верхнекамск", ""]
TEXT = HEADER + ROW.replace("00000001", "00116501")


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode("cp1251"),
        TEXT.replace("00116501", "116501").encode(),
        TEXT.encode("utf-16"),
        book(HEADER.strip().split(";"), CELLS),
        book(HEADER.strip().split(";"), [116501, *CELLS[1:]]),
        book([116501], sheets=("Титул", "Счета")),
    ],
    ids=["cp1251", "without zeros", "utf-16", "workbook", "workbook without zeros", "second sheet"],
)
def test_file_is_found_by_the_number_of_an_account(checked, content):
    run = checked(content)

    assert erasing.runs_that_name(["00116501"]) == [run]
    assert erasing.runs_that_name(["1165010", "11650", "6501"]) == []


def test_what_was_kept_to_undo_goes_with_the_file(loaded, head):
    run = loaded(table(ROW))
    assert ImportTrace.objects.exists()

    erasing.erase_files(run, by=head)

    assert not ImportTrace.objects.exists()
    with pytest.raises(DomainError, match="прежние значения"):
        undoing.ask_undo(run, by=head)
