"""«Объявления»: above every page, for all or for some houses, from and until a moment."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from crm.dispatch.domain.calls import Call
from crm.dispatch.domain.links import token_of
from crm.dispatch.domain.outages import end_outage
from crm.dispatch.enums import OutageKind, Supply
from crm.journal.models import Entry
from crm.rights.enums import Role
from sites_cms.alerts.domain import alerts
from sites_cms.alerts.domain.alerts import Told
from sites_cms.alerts.domain.shown import hanging
from sites_cms.alerts.enums import AlertKind
from sites_cms.alerts.models import Alert
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.dispatch.announcing import announced
from tests.factories import HouseFactory, RequestFactory

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def hang(text: str = "Ночью не будет воды", **told: Any) -> Alert:
    details = {"kind": AlertKind.WORKS, "starts_at": timezone.now() - timedelta(minutes=1)} | told
    outage = details.pop("outage", None)
    return alerts.publish(Told(text=text, **details), by=None, outage=outage)


def texts(*houses: Any) -> list[str]:
    return [alert.text for alert in hanging([house.pk for house in houses]).alerts]


def page(client: Client, path: str = "/") -> str:
    return client.get(path).content.decode()


def test_it_hangs_above_every_page_until_it_is_taken_down(tenant: Tenant, client_of):
    alert = hang(link="/novosti/")
    house = HouseFactory()
    call = Call(name="Анна", phone="+7 975 000-77-01", text="Течёт")
    token = token_of(RequestFactory(house=house, call=call).callers.get())
    hang("Только вашему дому", houses=[house])
    client = client_of(tenant)

    assert "Только вашему дому" in page(client, f"/z/{token}/")
    for path in ("/", "/novosti/", "/voprosy/", "/kontakty/", "/moy-dom/", "/doma/", f"/z/{token}/"):
        assert page(client, path).count('class="alert-text">Ночью не будет воды') == 1, path
    assert '<section class="alerts" aria-label="Важные объявления"' in page(client)

    alerts.withdraw(alert, by=None)
    assert "Ночью не будет воды" not in page(client)


def test_the_urgent_one_stands_first_and_ids_are_not_repeated(tenant: Tenant, client_of):
    hang("Собрание в субботу", kind=AlertKind.NOTICE)
    hang("Пахнет газом", kind=AlertKind.EMERGENCY)

    text = page(client_of(tenant))

    assert texts() == ["Пахнет газом", "Собрание в субботу"]
    assert text.index("Пахнет газом") < text.index("Собрание в субботу")
    ids = [part.partition('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_it_appears_and_goes_by_the_clock(tenant: Tenant):
    now = timezone.now()
    hang("Завтра", starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=3))
    hang("Вчера", starts_at=now - timedelta(hours=2), ends_at=now + timedelta(hours=2))

    assert texts() == ["Вчера"]
    assert hanging().changes_at == now + timedelta(hours=1)
    assert [alert.text for alert in hanging(at=now + timedelta(hours=2)).alerts] == ["Завтра"]
    assert hanging(at=now + timedelta(hours=3)).alerts == []


def test_one_for_a_house_is_seen_at_that_house_alone(tenant: Tenant, client_of):
    here, elsewhere = HouseFactory(street="Ленина", number="86"), HouseFactory(street="Ленина", number="88")
    hang("Меняем стояк", houses=[here])
    client = client_of(tenant)

    assert (texts(), texts(elsewhere), texts(here)) == ([], [], ["Меняем стояк"])
    assert "Меняем стояк" not in page(client)
    assert "Меняем стояк" in page(client, f"/moy-dom/?dom={here.pk}")
    assert "Меняем стояк" not in page(client, f"/moy-dom/?dom={elsewhere.pk}")


def test_one_whose_houses_are_gone_does_not_become_one_for_all(tenant: Tenant):
    house = HouseFactory()
    hang("Только вам", houses=[house])
    house.delete()

    assert texts() == []


def test_put_away_without_scripts_it_stays_away_until_its_text_changes(tenant: Tenant, client_of):
    alert, client = hang(), client_of(tenant)

    answer = client.post("/obyavlenie/ubrat/", {"token": alert.token, "back": "/novosti/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/novosti/")
    assert answer.cookies["alerts_away"]["max-age"] == 30 * 24 * 3600
    assert "Ночью не будет воды" not in page(client)

    alerts.change(alert, Told(kind=AlertKind.WORKS, text="Воды не будет до утра", starts_at=alert.starts_at), by=None)
    assert "Воды не будет до утра" in page(client)


@pytest.mark.parametrize("token", ["", "x" * 12, "a" * 13, "../../etc"])
def test_a_made_up_token_is_not_kept_and_a_strangers_address_not_followed(token: str, tenant: Tenant, client_of):
    answer = client_of(tenant).post("/obyavlenie/ubrat/", {"token": token, "back": "https://evil.example/"})

    assert answer.headers["Location"] == "/"
    assert "alerts_away" not in answer.cookies


def test_an_alert_about_an_outage_goes_with_it(tenant: Tenant, head):
    house = HouseFactory()
    outage = announced(house)
    hang("Нет воды", outage=outage)
    assert texts() == ["Нет воды"]

    end_outage(outage, by=head)
    assert texts() == []


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "  "}, "text"),
        ({"text": "а" * 301}, "text"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//evil.example"}, "link"),
        ({"ends_at": timezone.now() - timedelta(days=1)}, "ends_at"),
    ],
)
def test_what_cannot_be_said_is_refused_in_words(wrong: dict[str, Any], field: str, tenant: Tenant):
    with pytest.raises(DomainError) as refused:
        hang(**({"text": "Вода"} | wrong))
    assert refused.value.field == field


def test_the_database_holds_what_the_domain_says(tenant: Tenant):
    alert = hang()
    for broken in ({"link": "javascript:alert(1)"}, {"text": ""}, {"ends_at": alert.starts_at}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Alert.objects.filter(pk=alert.pk).update(**broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        alert.delete()


def test_a_dispatcher_hangs_one_out_at_night_and_edits_nothing_else(staff: Callable[..., Client]):
    client = staff(Role.DISPATCHER)
    sent = {
        "kind": "1",
        "text": "Авария на вводе",
        "link": "",
        "houses": "",
        "starts_at": "2026-01-01T00:00",
        "ends_at": "",
    }

    answer = client.post("/crm/site/alerts/new/", sent)

    alert = Alert.objects.get()
    assert answer.headers["Location"] == f"/crm/site/alerts/inspect/{alert.pk}/"
    assert "Авария на вводе" in page(client)
    assert client.get("/crm/own_questions/").status_code == 302
    assert client.post(f"/crm/site/alerts/{alert.pk}/withdraw/").status_code == 302
    assert "Авария на вводе" not in page(client)
    acts = Entry.objects.filter(object_type="site_alerts.alert").order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["site_alerts.publish_alert", "site_alerts.withdraw_alert"]


def test_from_an_outage_the_form_says_what_callers_are_told(staff: Callable[..., Client]):
    client, house = staff(Role.DISPATCHER), HouseFactory(street="Ленина", number="86")
    outage = announced(house, kind=OutageKind.EMERGENCY, supply=Supply.COLD_WATER)

    screen = page(client, f"/crm/dispatch/outages/inspect/{outage.pk}/")
    form = page(client, f"/crm/site/alerts/new/?outage={outage.pk}")

    assert f"/crm/site/alerts/new/?outage={outage.pk}" in screen
    assert "Аварийно отключена холодная вода с" in form
    assert "ул. Ленина, д. 86" in form


def test_the_list_costs_the_same_however_long_it_is(staff: Callable[..., Client], django_assert_max_num_queries):
    client, houses = staff(), [HouseFactory() for _ in range(3)]
    for number in range(12):
        hang(f"Объявление {number}", houses=houses)
    client.get("/crm/site/alerts/")

    with django_assert_max_num_queries(16):
        assert "Объявление 11" in page(client, "/crm/site/alerts/")
