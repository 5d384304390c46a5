"""Forms are data, so a slip in them is found here and not by a company."""

import pytest

from crm.imports.domain.reading import column_key
from sites_cms.disclosure.declarations import BY_SLUG, FORMS, LISTS, Form, Scope, Type, forms_of
from sites_cms.disclosure.domain.tables import TABLES, Table
from sites_cms.disclosure.enums import VERSION

pytestmark = pytest.mark.unit

EVERY_FORM = pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)


def test_all_thirteen_forms_of_the_order_are_there():
    assert list(FORMS) == ["1.1", "1.2", "1.3", "1.4", "1.5", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8"]
    assert [form.code for form in forms_of(Scope.COMPANY)] == ["1.1", "1.2", "1.3", "1.4", "1.5"]
    assert [form.code for form in FORMS.values() if form.yearly] == ["1.2", "1.3", "1.5", "2.8"]
    assert len(BY_SLUG) == 13
    assert {form.version for form in FORMS.values()} == {VERSION}


@EVERY_FORM
def test_rows_have_codes_of_their_own_and_begin_with_the_date(form: Form):
    codes = [row.code for row in form.rows]
    assert len(codes) == len(set(codes))
    assert codes[0] == "1"
    assert form.rows[0].type is Type.DATE
    assert all(row.title and len(row.code) <= 12 for row in form.rows)


@EVERY_FORM
def test_groups_and_rows_name_each_other(form: Form):
    groups = {group.code for group in form.groups}
    assert {row.group for row in form.rows if row.group} == groups
    assert {group.parent for group in form.groups} - {""} <= groups
    for group in form.groups:
        assert group.code.count(".") <= 1, "the screens draw two levels"
        assert set(group.named_by) <= {row.code for row in form.rows_of(group.code)}


@EVERY_FORM
def test_rows_of_one_group_stand_together_or_at_least_in_their_order(form: Form):
    """The screens put a group where its first row is."""
    tops = [row.group.partition(".")[0] for row in form.rows]
    for group in form.inner(""):
        places = [place for place, top in enumerate(tops) if top == group.code]
        between = {tops[place] for place in range(places[0], places[-1])}
        assert between <= {group.code}, group.code


@EVERY_FORM
def test_a_row_hangs_on_a_row_of_its_own_item_with_values_that_may_be(form: Form):
    for row in form.rows:
        if row.when is None:
            continue
        other = form.by_code[row.when.code]
        assert other.group == row.group, row.code
        known = set(LISTS[other.choices]) if other.choices else {"true", "false"}
        assert row.when.values <= known, row.code


@EVERY_FORM
def test_choices_are_known_and_only_choices_have_them(form: Form):
    for row in form.rows:
        assert (row.type is Type.CHOICE) == bool(row.choices), row.code
        assert not row.choices or row.choices in LISTS, row.code


@EVERY_FORM
def test_sums_and_limits_are_of_numbers_of_the_same_item(form: Form):
    numbers = {Type.MONEY, Type.INT, Type.NUMBER}
    for row in form.rows:
        for code in row.sum_of:
            assert form.by_code[code].type is row.type, row.code
            assert form.by_code[code].group == row.group, row.code
        assert not row.sum_of or row.type in numbers
    for small, large, words in form.not_above:
        assert form.by_code[small].type is form.by_code[large].type
        assert words.endswith(".")


@EVERY_FORM
def test_who_wants_the_form_so_is_said(form: Form):
    deadline = form.deadline
    assert bool(deadline.days or deadline.due) <= bool(deadline.source)
    assert deadline.words.endswith(".")


def test_lists_are_as_long_as_their_source_has_them():
    lengths = {"resource": 12, "service_name": 14, "unit": 44, "wall": 16, "roofing": 7, "facade": 7, "chute": 8}
    assert {name: len(LISTS[name]) for name in lengths} == lengths


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_columns_of_a_table_are_told_apart_by_their_names(table: Table):
    keys = [column_key(heading) for heading in table.headings]
    assert len(keys) == len(set(keys))


def test_every_form_of_a_house_can_be_filled_by_file():
    assert {table.form.code for table in TABLES.values()} == {f"2.{number}" for number in range(1, 9)}
