"""The passport of a house, its note, its photo."""

import io
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from PIL import Image

from crm.accounting.domain.accounts import add_account
from crm.accounting.domain.house_photos import set_house_photo
from crm.accounting.domain.houses import add_house, change_house, remove_house
from crm.accounting.domain.passports import Passport
from crm.accounting.models import House
from crm.journal.models import Entry
from tenants.errors import DomainError

pytestmark = pytest.mark.integration

FIAS = "0c5b2444-70a0-4932-980c-b4dc0d3f02b5"
ADDRESS = {"city": "Верхнекамск", "street": "Ленина", "number": "86"}


@pytest.fixture
def house(head) -> House:
    return add_house(**ADDRESS, by=head)


def change(house: House, head, **told: object) -> House:
    given = {"section": None, "responsible": None, **ADDRESS, **told}
    return change_house(house, **given, by=head)


def picture() -> ContentFile:
    out = io.BytesIO()
    Image.new("RGB", (2000, 900), "#cfe0ea").save(
        out, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0", comment=b"MESTO"
    )
    return ContentFile(out.getvalue(), "Дом.jpg")


def test_a_house_is_added_with_all_that_is_known(head):
    passport = Passport(
        built_in=1987, floors=9, entrances=4, total_area=Decimal("7500.50"), flats_area=Decimal(6800),
        commercial_area=Decimal(200), common_area=Decimal("500.50"), fias_id=FIAS.upper(),
        cadastral_number="59:01: 4410001:123",
    )  # fmt: skip

    house = add_house(**ADDRESS, passport=passport, dispatcher_note="  Ключ в кв. 5 ", by=head)

    house.refresh_from_db()
    assert (house.built_in, house.floors, house.entrances, house.total_area) == (1987, 9, 4, Decimal("7500.50"))
    assert (str(house.fias_id), house.cadastral_number) == (FIAS, "59:01:4410001:123")
    assert house.dispatcher_note == "Ключ в кв. 5"


def test_only_the_address_has_to_be_known(house):
    house.refresh_from_db()
    assert (house.built_in, house.total_area, house.fias_id, house.cadastral_number, house.dispatcher_note) == (
        None, None, None, "", "",
    )  # fmt: skip
    changes = Entry.objects.get(action="accounting.add_house").changes
    assert set(changes) == {"region", "city", "street", "number"}, "what nobody has said is not in the journal"


@pytest.mark.parametrize(
    ("told", "field", "words"),
    [
        ({"fias_id": "59-01"}, "fias_id", "не идентификатор ФИАС"),
        ({"cadastral_number": "59-01-4410001-123"}, "cadastral_number", "59:01:4410001:123"),
        ({"built_in": 1699}, "built_in", "от 1700"),
        ({"floors": 0}, "floors", "от 1 до 100"),
        ({"entrances": 51}, "entrances", "от 1 до 50"),
        ({"common_area": Decimal("-0.01")}, "common_area", "не площадь"),
        ({"total_area": Decimal(10_000_000)}, "total_area", "не площадь"),
        ({"total_area": Decimal(100), "flats_area": Decimal("100.01")}, "flats_area", "больше общей площади"),
        (
            {"total_area": Decimal(100), "flats_area": Decimal(60), "common_area": Decimal("40.01")},
            "total_area",
            "вместе — 100,01 м²",
        ),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(told, field, words, head):
    with pytest.raises(DomainError, match=words) as refusal:
        add_house(**ADDRESS, passport=Passport(**told), by=head)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "told",
    [
        {"flats_area": Decimal(-1)},
        {"total_area": Decimal(100), "flats_area": Decimal(60), "common_area": Decimal(41)},
        {"cadastral_number": "59-01"},
    ],
)
def test_the_database_itself_keeps_the_passport_sane(told, house):
    with pytest.raises(IntegrityError), transaction.atomic():
        House.objects.filter(pk=house.pk).update(**told)


def test_a_part_may_be_known_without_the_whole(house, head):
    change(house, head, passport=Passport(flats_area=Decimal(5000)))

    assert House.objects.get().flats_area == 5000


def test_passport_and_note_stay_while_they_are_not_told(house, head):
    change(house, head, passport=Passport(floors=9), dispatcher_note="Ключ в кв. 5")
    change(house, head, number="88")

    house.refresh_from_db()
    assert (house.number, house.floors, house.dispatcher_note) == ("88", 9, "Ключ в кв. 5")


def test_the_journal_says_what_of_the_passport_changed(house, head):
    change(house, head, passport=Passport(floors=5, total_area=Decimal("1200.50")), dispatcher_note="")
    change(house, head, passport=Passport(floors=9, total_area=Decimal("1200.50")), dispatcher_note="Ключ в кв. 5")

    entry = Entry.objects.filter(action="accounting.change_house").latest("pk")
    assert entry.changes == {"floors": [5, 9], "dispatcher_note": ["", "Ключ в кв. 5"]}


@pytest.mark.parametrize(("told", "field"), [({"entrances": 1}, "entrances"), ({"floors": 4}, "floors")])
def test_an_entrance_or_floor_with_accounts_cannot_stop_being_there(told, field, house, head):
    add_account(house=house, number="1", last_name="Ли", first_name="Бо", flat="40", entrance=2, floor=5, by=head)

    with pytest.raises(DomainError, match="сначала поправьте") as refusal:
        change(house, head, passport=Passport(**told))
    assert refusal.value.field == field
    change(house, head, passport=Passport(entrances=2, floors=5))


def test_a_note_that_nobody_reads_during_a_call_is_refused(house, head):
    with pytest.raises(DomainError, match="сократите"):
        change(house, head, dispatcher_note="я" * 1001)


def test_a_photo_is_drawn_anew_and_takes_the_place_of_the_old_one(house, head, django_capture_on_commit_callbacks):
    files = storages["private"]
    house = set_house_photo(house, photo=picture(), by=head)
    first = house.photo.name
    with house.photo.open() as kept:
        content = kept.read()
        assert Image.open(io.BytesIO(content)).size == (1600, 720)
        assert b"Exif" not in content
        assert b"MESTO" not in content

    with django_capture_on_commit_callbacks(execute=True):
        house = set_house_photo(house, photo=picture(), by=head)
    assert (files.exists(first), files.exists(house.photo.name)) == (False, True)

    with django_capture_on_commit_callbacks(execute=True):
        set_house_photo(house, photo=None, by=head)
    assert not files.exists(house.photo.name)
    assert Entry.objects.filter(action="accounting.change_house_photo").count() == 3


def test_what_is_no_picture_is_refused(house, head):
    with pytest.raises(DomainError, match="не картинка"):
        set_house_photo(house, photo=ContentFile(b"<svg/>", "Дом.jpg"), by=head)
    assert not House.objects.get().photo


def test_the_photo_goes_with_the_house(house, head, django_capture_on_commit_callbacks):
    house = set_house_photo(house, photo=picture(), by=head)
    with django_capture_on_commit_callbacks(execute=True):
        remove_house(house, by=head)
    assert not storages["private"].exists(house.photo.name)
