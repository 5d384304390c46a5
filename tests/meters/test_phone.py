"""«Снять показания» on the phone: a house, its doors, one door; entries that a phone sends late and twice."""

import io
import re
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from crm.accounting.models import House
from crm.meters.domain import windows
from crm.meters.enums import Deed, Resource, Source
from crm.meters.models import Meter, MeterEvent, Reading
from crm.meters.models.readings import private_files
from crm.mobile.models import SentEntry
from crm.rights.enums import Role, Rows
from crm.rights.models import Access
from identity.models import User
from tenants.context import speaking_for
from tenants.models import Tenant
from tests.conftest import make_employee
from tests.factories import AccountFactory, HouseFactory, MeterFactory
from tests.meters.making import give, make_meter, of_rows

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

TODAY = date(2026, 11, 20)
SCRIPT = {"accept": "application/json"}


@pytest.fixture(autouse=True)
def _day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows, "today", lambda: TODAY)


@pytest.fixture
def phone(tenant: Tenant, client_of: Callable[..., Client]) -> Callable[[User], Client]:
    """A phone of the company on which this person has signed in at /m/."""
    from tests.conftest import PASSWORD

    def make(user: User, company: Tenant = tenant) -> Client:
        client = client_of(company)
        assert client.post("/m/login/", {"username": user.email, "password": PASSWORD}).status_code == 302
        return client

    return make


@pytest.fixture
def inspector(tenant: Tenant) -> User:
    return make_employee(Role.INSPECTOR)


@pytest.fixture
def house(tenant: Tenant) -> House:
    return HouseFactory(street="ул. Ленина", number="86")


@pytest.fixture
def cold(house: House) -> Meter:
    account = AccountFactory(house=house, number="00012345", last_name="Соколова", flat="12")
    meter = make_meter(account, number="43512775", place="Кухня")
    for month, value in ((8, 780), (9, 785), (10, 791)):
        give(meter, value, on=date(2026, month, 20))
    return meter


def path_of(meter: Meter) -> str:
    if meter.account is None:
        return f"/m/readings/houses/{meter.house_id}/own/"
    return f"/m/readings/houses/{meter.account.house_id}/flats/{meter.account_id}/"


def pages_of(house: House, meter: Meter) -> list[str]:
    walk = f"/m/readings/houses/{house.pk}/"
    return ["/m/readings/", walk, f"{walk}kit/", path_of(meter)]


def typed(*pairs: tuple[Meter, str], **other: object) -> dict[str, object]:
    return {"taken_on": TODAY.isoformat(), **{f"v{meter.pk}_1": value for meter, value in pairs}, **other}


def picture(name: str = "IMG_1.jpg", exif: bool = True) -> SimpleUploadedFile:
    out, image = io.BytesIO(), Image.new("RGB", (2400, 1200), "#888")
    about = Image.Exif()
    about[0x010F] = "СЕКРЕТНАЯКАМЕРА"
    image.save(out, "JPEG", exif=about.tobytes() if exif else b"")
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


def page(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def current(meter: Meter) -> list[str]:
    return [f"{reading.value:.0f}" for reading in meter.readings.filter(is_current=True, month=date(2026, 11, 1))]


def test_houses_say_how_far_they_are_and_doors_which_are_done(phone, inspector: User, cold: Meter, house: House):
    other = make_meter(AccountFactory(house=house, number="13", flat="13"))
    give(other, 3, on=TODAY)
    client = phone(inspector)
    assert "ул. Ленина, д. 86 Сдано 1 из 2" in page(client.get("/m/readings/"))
    doors = page(client.get(f"/m/readings/houses/{house.pk}/"))
    assert "Дальше: кв. 12" in doors
    assert "кв. 12 приборов: 1 кв. 13 сдано" in doors


def test_no_page_of_the_round_names_a_person(phone, inspector: User, cold: Meter, house: House):
    client = phone(inspector)
    for path in (
        "/m/readings/",
        f"/m/readings/houses/{house.pk}/",
        f"/m/readings/houses/{house.pk}/kit/",
        path_of(cold),
    ):
        answer = client.get(path)
        assert "Ленина" in answer.content.decode(), path
        assert "Соколова" not in answer.content.decode(), path
        assert "no-store" in answer["Cache-Control"], path


def test_a_door_is_kept_and_the_next_one_opens(phone, inspector: User, cold: Meter, house: House):
    ahead = make_meter(AccountFactory(house=house, number="13", flat="13"))
    client = phone(inspector)
    assert "Было 791 20.10.2026" in page(client.get(path_of(cold)))

    answer = client.post(path_of(cold), typed((cold, "796,5")))

    assert answer["Location"] == path_of(ahead)
    reading = cold.readings.get(month=date(2026, 11, 1))
    assert (str(reading.value), reading.source, reading.by) == ("796.500", Source.MOBILE, inspector)
    assert "Внесено показаний за ноябрь 2026: 1." in page(client.get(path_of(ahead)))
    assert "Уже передано 796,5: сотрудник, телефон" in page(client.get(path_of(cold)))


def test_when_all_is_done_the_house_says_so(phone, inspector: User, cold: Meter, house: House):
    client = phone(inspector)
    answer = client.post(path_of(cold), typed((cold, "796")))
    assert answer["Location"] == f"/m/readings/houses/{house.pk}/"
    assert "Всё снято." in page(client.get(answer["Location"]))


def test_nobody_at_home_is_just_further(phone, inspector: User, cold: Meter, house: House):
    ahead = make_meter(AccountFactory(house=house, number="13", flat="13"))
    answer = phone(inspector).post(path_of(cold), typed((cold, "")))
    assert answer["Location"] == path_of(ahead)
    assert current(cold) == []


def test_meters_of_the_house_and_several_tariffs(phone, inspector: User, house: House):
    heat = MeterFactory(house=house, number="777", resource=Resource.ELECTRICITY, tariffs=2)
    client = phone(inspector)
    assert "день" in page(client.get(path_of(heat)))
    refused = client.post(path_of(heat), typed((heat, "100")))
    assert "нужны показания по 2 тарифам" in page(refused)
    client.post(path_of(heat), typed((heat, "100"), **{f"v{heat.pk}_2": "50"}))
    assert [int(value) for value in heat.readings.get().values] == [100, 50]


def test_less_than_last_stands_beside_the_field_with_what_was_typed(phone, inspector: User, cold: Meter):
    answer = phone(inspector).post(path_of(cold), typed((cold, "79")))
    assert answer.status_code == 422
    assert "Меньше прошлого показания: за октябрь 2026 было 791." in page(answer)
    assert 'value="79"' in answer.content.decode()
    assert current(cold) == []


def test_what_is_unusual_is_asked_about_and_confirmed_on_the_page(phone, inspector: User, cold: Meter):
    client = phone(inspector)
    asked = client.post(path_of(cold), typed((cold, "991")))
    assert "Расход 200 м³, а обычно около" in page(asked)
    assert f'name="ok{cold.pk}"' in asked.content.decode()
    assert current(cold) == []

    client.post(path_of(cold), typed((cold, "991"), **{f"ok{cold.pk}": "on"}))

    assert current(cold) == ["991"]


def test_cold_and_hot_are_exchanged_by_one_button(phone, inspector: User, cold: Meter):
    hot = make_meter(cold.account, Resource.HOT_WATER)
    give(hot, 220, on=date(2026, 10, 20))
    client = phone(inspector)
    asked = client.post(path_of(cold), typed((cold, "223"), (hot, "795")))
    assert f'name="swap" value="{cold.pk}-{hot.pk}"' in asked.content.decode()
    client.post(path_of(cold), typed((cold, "223"), (hot, "795"), swap=f"{cold.pk}-{hot.pk}"))
    assert (current(cold), current(hot)) == (["795"], ["223"])


def test_the_day_is_that_of_reading_not_of_sending(phone, inspector: User, cold: Meter):
    client = phone(inspector)
    client.post(path_of(cold), typed((cold, "796"), taken_on="2026-11-18"))
    assert cold.readings.get(month=date(2026, 11, 1)).taken_on == date(2026, 11, 18)
    tomorrow = client.post(path_of(cold), typed((cold, "797"), taken_on="2026-11-21"))
    assert "Этот день ещё не наступил" in page(tomorrow)


class TestScript:
    """What the phone's script sends and is told."""

    def test_taken_says_where_to_go_on(self, phone, inspector: User, cold: Meter, house: House):
        answer = phone(inspector).post(path_of(cold), typed((cold, "796"), key=uuid.uuid4()), headers=SCRIPT)
        assert answer.status_code == 200
        assert answer.json()["next"] == f"/m/readings/houses/{house.pk}/"
        assert answer.json()["words"] == "Внесено показаний за ноябрь 2026: 1."

    def test_refused_says_why_and_the_same_key_can_be_sent_mended(self, phone, inspector: User, cold: Meter):
        client, key = phone(inspector), uuid.uuid4()
        refused = client.post(path_of(cold), typed((cold, "79"), key=key), headers=SCRIPT)
        assert refused.status_code == 422
        told = refused.json()
        assert told["message"] == "ХВС: Меньше прошлого показания: за октябрь 2026 было 791."
        assert "Меньше прошлого" in told["said"][str(cold.pk)]
        assert told["confirm"] == []
        assert not SentEntry.objects.exists()

        assert client.post(path_of(cold), typed((cold, "796"), key=key), headers=SCRIPT).status_code == 200
        assert current(cold) == ["796"]

    def test_asked_says_what_confirms_it(self, phone, inspector: User, cold: Meter):
        client = phone(inspector)
        told = client.post(path_of(cold), typed((cold, "991"), key=uuid.uuid4()), headers=SCRIPT).json()
        assert told["confirm"] == [f"ok{cold.pk}"]

    def test_a_key_that_comes_twice_does_nothing_the_second_time(self, phone, inspector: User, cold: Meter, head: User):
        """The answer was lost; meanwhile the office corrected what the phone had sent."""
        from crm.meters.domain.readings import correct

        client, key = phone(inspector), uuid.uuid4()
        first = client.post(path_of(cold), typed((cold, "796"), key=key), headers=SCRIPT)
        correct(cold.readings.get(month=date(2026, 11, 1)), values=[797], by=head)

        again = client.post(path_of(cold), typed((cold, "796"), key=key), headers=SCRIPT)

        assert again.status_code == 200
        assert again.json()["words"] == first.json()["words"]
        assert current(cold) == ["797"]

    def test_an_entry_of_another_person_is_not_taken_under_this_name(self, phone, inspector: User, cold: Meter):
        colleague = make_employee(Role.INSPECTOR, email="colleague@example.ru")
        entry = typed((cold, "796"), key=uuid.uuid4(), owner=owner(phone(inspector)))
        answer = phone(colleague).post(path_of(cold), entry, headers=SCRIPT)
        assert answer.status_code == 409
        assert "другого сотрудника" in answer.json()["message"]
        assert current(cold) == []
        assert phone(inspector).post(path_of(cold), entry, headers=SCRIPT).status_code == 200

    def test_a_key_that_another_person_has_used_is_refused(self, phone, inspector: User, cold: Meter):
        colleague, key = make_employee(Role.INSPECTOR, email="colleague@example.ru"), uuid.uuid4()
        phone(inspector).post(path_of(cold), typed((cold, "796"), key=key), headers=SCRIPT)
        answer = phone(colleague).post(path_of(cold), typed((cold, "796"), key=key), headers=SCRIPT)
        assert answer.status_code == 422
        assert answer.json()["message"] == "Эту запись отправил другой сотрудник."

    def test_a_key_used_in_another_company_is_free_here(self, phone, alpha: Tenant, beta: Tenant):
        key = uuid.uuid4()
        for company in (alpha, beta):
            with speaking_for(company):
                user = make_employee(Role.INSPECTOR, email=f"{company.slug}@example.ru")
                meter = make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
                client = phone(user, company)
            answer = client.post(path_of(meter), typed((meter, "5"), key=key), headers=SCRIPT)
            assert answer.status_code == 200
            with speaking_for(company):
                assert current(meter) == ["5"]

    def test_who_was_signed_out_is_told_to_sign_in_and_nothing_is_kept(self, client_of, tenant: Tenant, cold: Meter):
        answer = client_of(tenant).post(
            path_of(cold), typed((cold, "796"), key=uuid.uuid4()), headers=SCRIPT | {"sec-fetch-mode": "cors"}
        )
        assert answer.status_code == 401
        assert current(cold) == []


class TestPhotos:
    def test_the_photo_is_drawn_anew_and_seen_by_who_may_see_readings(self, phone, staff, inspector: User, cold: Meter):
        in_the_yard = phone(inspector)
        in_the_yard.post(path_of(cold), typed((cold, "796"), **{f"photo{cold.pk}": picture()}))

        reading = cold.readings.get(month=date(2026, 11, 1))
        kept = reading.photo.open().read()
        assert "СЕКРЕТНАЯКАМЕРА".encode() not in kept
        assert max(Image.open(io.BytesIO(kept)).size) == 1600
        assert Path(reading.photo.name).parent.name == "readings"
        assert "IMG_1" not in reading.photo.name
        accountant = staff(Role.ACCOUNTANT)
        assert "Фото прибора" in page(accountant.get(f"/crm/meters/readings/{reading.pk}/"))
        shown = accountant.get(f"/crm/meters/readings/{reading.pk}/photo/", follow=True)
        assert b"".join(shown.streaming_content) == kept
        in_the_yard.logout()
        assert in_the_yard.get(f"/crm/meters/readings/{reading.pk}/photo/")["Location"].startswith("/crm/login/")

    def test_a_photo_of_another_company_is_nowhere(self, alpha: Tenant, beta: Tenant, client_of):
        with speaking_for(alpha):
            meter = make_meter(AccountFactory(house=HouseFactory(street="ул. Мира"), number="1", flat="1"))
            from crm.meters.domain.photos import hand_in_with_photos
            from crm.meters.domain.readings import Entry

            (reading,) = hand_in_with_photos(
                [Entry(meter, [5])], {meter.pk: picture()}, taken_on=TODAY, source=Source.MOBILE, by=None
            )
            client = client_of(alpha, make_employee(Role.HEAD, email="a@example.ru"))
        with speaking_for(beta):
            neighbour = client_of(beta, make_employee(Role.HEAD, email="b@example.ru"))
            assert not private_files().exists(reading.photo.name)
        path = f"/crm/meters/readings/{reading.pk}/photo/"
        link = client.get(path)["Location"]
        assert neighbour.get(path).status_code == 404
        assert neighbour.get(link).status_code == 404

    def test_what_is_no_picture_is_refused_and_nothing_stays(self, phone, inspector: User, cold: Meter):
        no_picture = SimpleUploadedFile("photo.jpg", b"<html>")
        answer = phone(inspector).post(path_of(cold), typed((cold, "796"), **{f"photo{cold.pk}": no_picture}))
        assert answer.status_code == 422
        assert "это не картинка" in page(answer)
        assert current(cold) == []

    def test_a_photo_without_a_figure_is_asked_for_one(self, phone, inspector: User, cold: Meter):
        answer = phone(inspector).post(path_of(cold), typed((cold, ""), **{f"photo{cold.pk}": picture()}))
        assert "К фото нужно показание" in page(answer)

    def test_a_refused_entry_leaves_no_file(self, phone, inspector: User, cold: Meter):
        def files() -> set[str]:
            return set(private_files().listdir("readings")[1]) if private_files().exists("readings") else set()

        before = files()
        phone(inspector).post(path_of(cold), typed((cold, "79"), **{f"photo{cold.pk}": picture()}))
        assert files() == before

    def test_a_photo_is_put_to_the_same_reading_of_a_resident(self, phone, inspector: User, cold: Meter):
        told = give(cold, "796", on=TODAY, source=Source.LINK)
        phone(inspector).post(path_of(cold), typed((cold, "796"), **{f"photo{cold.pk}": picture()}))
        told.refresh_from_db()
        assert told.photo
        assert told.source == Source.LINK
        event = MeterEvent.objects.filter(meter=cold).latest("pk")
        assert (event.deed, event.by, event.changes) == (Deed.READ, inspector, {"photo": [None, "приложено"]})


class TestRights:
    def test_without_the_right_on_the_phone_the_page_says_what_to_ask_for(self, phone, house: House):
        client = phone(make_employee(Role.EXECUTOR, email="executor@example.ru"))
        answer = client.get("/m/readings/")
        assert answer.status_code == 403
        assert "«Вносить показания»" in answer.content.decode()
        assert "Показания" not in page(client.get("/m/"))

    def test_the_tile_and_the_bar_lead_there(self, phone, inspector: User):
        home = phone(inspector).get("/m/").content.decode()
        assert home.count('href="/m/readings/"') == 2

    def test_doors_of_others_are_not_there(self, phone, inspector: User, cold: Meter, house: House):
        Access.objects.filter(user=inspector).update(rows={"meters.enter_readings": Rows.ASSIGNED})
        client = phone(inspector)
        assert "Домов со счётчиками у вас нет" in page(client.get("/m/readings/"))
        for path in (f"/m/readings/houses/{house.pk}/", f"/m/readings/houses/{house.pk}/kit/", path_of(cold)):
            assert client.get(path).status_code == 404, path
        assert client.post(path_of(cold), typed((cold, "796"))).status_code == 404
        assert current(cold) == []

    def test_a_flat_of_another_house_is_not_in_this_one(self, phone, inspector: User, cold: Meter):
        other = HouseFactory(street="ул. Мира", number="1")
        assert phone(inspector).get(f"/m/readings/houses/{other.pk}/flats/{cold.account_id}/").status_code == 404

    def test_over_a_reading_that_is_there_goes_only_who_may_correct(self, phone, inspector: User, cold: Meter):
        give(cold, "796", on=TODAY, source=Source.LINK)
        answer = phone(inspector).post(path_of(cold), typed((cold, "797")))
        assert "Исправить может тот, кому это разрешено" in page(answer)
        assert current(cold) == ["796"]


class TestKit:
    def test_it_holds_every_door_with_its_meters_and_no_token_of_a_form(
        self, phone, inspector: User, cold: Meter, house: House
    ):
        make_meter(AccountFactory(house=house, number="13", flat="13"), number="999")
        kit = phone(inspector).get(f"/m/readings/houses/{house.pk}/kit/").content.decode()
        assert kit.count("<template data-door-of=") == 2
        assert f'data-door-of="{path_of(cold)}"' in kit
        assert "43512775" in kit
        assert "999" in kit
        assert "csrfmiddlewaretoken" not in kit

    def test_costs_the_same_for_one_door_and_for_forty(
        self, phone, inspector: User, cold: Meter, house: House, django_assert_max_num_queries
    ):
        client = phone(inspector)
        paths = (
            "/m/readings/",
            f"/m/readings/houses/{house.pk}/",
            f"/m/readings/houses/{house.pk}/kit/",
            path_of(cold),
        )

        def costs() -> list[int]:
            counts = []
            for path in paths:
                client.get(path)
                with django_assert_max_num_queries(40) as asked:
                    client.get(path)
                counts.append(of_rows(asked))
            return counts

        few = costs()
        for number in range(40):
            give(make_meter(AccountFactory(house=house, number=f"n{number}", flat=f"{number}")), 5, on=TODAY)
            make_meter(AccountFactory(house=HouseFactory(street="ул. Мира", number=f"{number}"), number=f"m{number}"))
        assert costs() == few

    def test_a_phone_never_writes_a_kit_for_strangers(self, client_of, tenant: Tenant, house: House):
        answer = client_of(tenant).get(f"/m/readings/houses/{house.pk}/kit/")
        assert answer.status_code == 302


def owner(client: Client) -> str:
    found = re.search(r'data-owner="(\w+)"', client.get("/m/").content.decode())
    assert found
    return found[1]


def test_pages_say_whose_phone_it_is_and_those_that_are_kept_do_not(phone, client_of, tenant: Tenant, inspector: User):
    client = phone(inspector)
    assert len(owner(client)) > 10
    assert owner(client) == owner(phone(inspector))
    assert owner(client) != owner(phone(make_employee(Role.INSPECTOR, email="colleague@example.ru")))
    assert 'data-owner=""' in client_of(tenant).get("/m/login/").content.decode()
    for path in ("/m/offline/", "/m/unsent/"):
        assert "data-owner" not in client.get(path).content.decode(), path


def test_old_days_are_taken_as_of_their_month(phone, inspector: User, cold: Meter):
    """An entry that lay on a phone over the end of the month counts where it was read."""
    day = TODAY - timedelta(days=25)
    phone(inspector).post(path_of(cold), typed((cold, "791"), taken_on=day.isoformat()))
    assert Reading.objects.filter(meter=cold).count() == 4
    assert cold.readings.latest("pk").month == date(2026, 11, 1), "after the 25th of October it is November"
