"""«Моя компания»: manual, sections 4, 6, 10 and 11."""

from datetime import date
from typing import Any

import pytest

from crm.company.domain import numbering, profile
from crm.company.models import Profile
from crm.journal.models import Entry
from identity.models import User
from tenants.context import in_schema
from tenants.enums import Kind
from tenants.errors import DomainError
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]

REQUISITES = {
    "kpp": "590401001",
    "ogrn": "1027700132195",
    "legal_address": "г. Верхнекамск, ул. Садовая, д. 1",
    "bik": "044525225",
    "bank": "ПАО Сбербанк",
    "settlement_account": "40702810200000000001",
    "correspondent_account": "30101810400000000225",
}
CONTACTS = {
    "emergency_phone": "+7 342 200-10-01, 200-10-02",
    "phone": "233-44-55 доб. 2",
    "other_phones": "Паспортный стол: +7 342 200-10-03\nБухгалтерия: +7 342 200-10-04",
    "email": "office@alpha.example",
    "address": "ул. Садовая, д. 1",
    "working_hours": "Пн–пт 9:00–18:00",
    "about": "Директор принимает по вторникам.",
}
REQUESTS: dict[str, Any] = {
    "next_request_number": 1501,
    "readings_reminder_day": 15,
    "debt_reminder_day": None,
    "show_executors": True,
}


def names(**changed: Any) -> dict[str, Any]:
    return {"short_name": "УК «Альфа»", "full_name": "ООО «УК «Альфа»", "head": "Иванова Н. П., директор"} | changed


def of_association(tenant: Tenant) -> None:
    with in_schema("public"):
        Tenant.objects.filter(pk=tenant.pk).update(kind=Kind.ASSOCIATION)
    tenant.kind = Kind.ASSOCIATION


class TestNames:
    def test_what_bureau_knows_of_the_company_follows_and_its_inn_does_not_move(self, tenant: Tenant, head: User):
        inn = tenant.inn

        profile.change_names(**names(short_name=" УК «Новая» ", full_name="ООО «УК Новая»"), by=head)

        with in_schema("public"):
            kept = Tenant.objects.get(pk=tenant.pk)
        assert (kept.short_name, kept.full_name, kept.inn) == ("УК «Новая»", "ООО «УК Новая»", inn)
        assert tenant.short_name == "УК «Новая»"
        assert Profile.objects.get().short_name == "УК «Новая»"

    def test_the_journal_says_who_from_what_to_what(self, tenant: Tenant, head: User):
        profile.change_names(**names(), by=head)

        profile.change_names(**names(head="Петров П. П., директор"), by=head)

        entry = Entry.objects.filter(action="company.change_names").first()
        assert entry
        assert (entry.actor, entry.changes) == (head, {"head": ["Иванова Н. П., директор", "Петров П. П., директор"]})

    def test_saving_the_same_writes_nothing(self, tenant: Tenant, head: User):
        profile.change_names(**names(), by=head)
        before = Entry.objects.count()

        profile.change_names(**names(), by=head)

        assert Entry.objects.count() == before

    def test_a_company_without_a_name_is_refused(self, tenant: Tenant, head: User):
        with pytest.raises(DomainError) as refused:
            profile.change_names(**names(short_name="  "), by=head)
        assert refused.value.field == "short_name"

    def test_a_licence_of_a_managing_company(self, tenant: Tenant, head: User):
        licence = {"licence_number": "059-000016", "licence_date": date(2015, 4, 20), "licence_issuer": "ИГЖН края"}

        changed = profile.change_names(**names(**licence), by=head)

        assert profile.licence_line(changed) == "№ 059-000016 от 20.04.2015, ИГЖН края"
        with pytest.raises(DomainError, match="Укажите и номер") as refused:
            profile.change_names(**names(licence_date=date(2015, 4, 20)), by=head)
        assert refused.value.field == "licence_number"

    def test_a_tszh_owes_none_and_none_is_kept(self, tenant: Tenant, head: User):
        of_association(tenant)

        changed = profile.change_names(**names(licence_number="059-000016"), by=head)

        assert (changed.licence_number, profile.licence_line(changed)) == ("", "")


class TestContacts:
    def test_everything_is_kept_as_it_was_typed(self, tenant: Tenant, head: User):
        profile.change_contacts(**CONTACTS, by=head)

        assert Profile.objects.values(*CONTACTS).get() == CONTACTS

    @pytest.mark.parametrize(
        ("field", "text", "part"),
        [
            ("emergency_phone", "+7 342 200-10-01, круглосуточно", "круглосуточно"),
            ("phone", "спросите в офисе", "спросите в офисе"),
            ("other_phones", "Паспортный стол: 200-10-03\nБухгалтерия", "Бухгалтерия"),
        ],
    )
    def test_a_phone_without_a_number_is_named(self, tenant: Tenant, head: User, field: str, text: str, part: str):
        with pytest.raises(DomainError, match=f"В «{part}» нет номера телефона") as refused:
            profile.change_contacts(**CONTACTS | {field: text}, by=head)
        assert refused.value.field == field


class TestRequisites:
    def test_spaces_and_dashes_of_a_bank_card_are_cleaned(self, tenant: Tenant, head: User):
        pasted = {
            "bik": "04 45 25 225", "settlement_account": "40702 810 2 0000 0000001",
            "correspondent_account": "30101-810-4-0000\u00a00000225", "kpp": "5904 01 001",
        }  # fmt: skip

        profile.change_requisites(**REQUISITES | pasted, by=head)

        assert Profile.objects.values(*REQUISITES).get() == REQUISITES

    def test_kpp_and_ogrn_are_carried_to_what_bureau_knows(self, tenant: Tenant, head: User):
        profile.change_requisites(**REQUISITES | {"kpp": "590501001"}, by=head)

        with in_schema("public"):
            kept = Tenant.objects.get(pk=tenant.pk)
        assert (kept.kpp, kept.ogrn) == ("590501001", "1027700132195")

    @pytest.mark.parametrize(
        ("field", "value", "message"),
        [
            ("settlement_account", "40702810200000000002", "Счёт не подходит к этому БИК"),
            ("correspondent_account", "30101810400000000226", "Счёт не подходит к этому БИК"),
            ("bik", "", "Укажите БИК банка"),
            ("ogrn", "1027700132196", "Контрольная цифра ОГРН"),
            ("ogrn", "304500116000157", "это ОГРНИП предпринимателя"),
            ("kpp", "59040100", "должно быть 9 знаков"),
            ("bik", "О44525225", "на 1-м месте буква «О» вместо нуля"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_saved(
        self, tenant: Tenant, head: User, field: str, value: str, message: str
    ):
        before = Profile.objects.values().get()

        with pytest.raises(DomainError, match=message) as refused:
            profile.change_requisites(**REQUISITES | {field: value}, by=head)

        assert refused.value.field == field
        assert Profile.objects.values().get() == before

    def test_an_account_in_a_special_bank_is_taken(self, tenant: Tenant, head: User):
        changed = profile.change_requisites(**REQUISITES | {"bik": "012520101"}, by=head)
        assert changed.bik == "012520101"


class TestRequests:
    def test_numbering_reminders_and_executors(self, tenant: Tenant, head: User):
        profile.change_requests(**REQUESTS, by=head)

        assert Profile.objects.values(*REQUESTS).get() == REQUESTS

    def test_a_number_that_was_given_out_is_not_given_again(
        self, tenant: Tenant, head: User, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(numbering, "_questions", [lambda: 0, lambda: 1500])
        profile.change_requests(**REQUESTS, by=head)

        with pytest.raises(DomainError, match=r"последняя заявка — № 1500\. Укажите 1501 или больше") as refused:
            profile.change_requests(**REQUESTS | {"next_request_number": 1500}, by=head)
        assert refused.value.field == "next_request_number"

    @pytest.mark.parametrize("day", [0, 29, 31])
    @pytest.mark.parametrize("field", ["readings_reminder_day", "debt_reminder_day"])
    def test_a_day_that_not_every_month_has_is_refused(self, tenant: Tenant, head: User, field: str, day: int):
        with pytest.raises(DomainError, match="от 1 до 28") as refused:
            profile.change_requests(**REQUESTS | {field: day}, by=head)
        assert refused.value.field == field

    def test_numbers_begin_with_one(self, tenant: Tenant, head: User):
        with pytest.raises(DomainError) as refused:
            profile.change_requests(**REQUESTS | {"next_request_number": 0}, by=head)
        assert refused.value.field == "next_request_number"


class TestSms:
    def test_off_until_somebody_switches_it_on(self, tenant: Tenant, head: User):
        kept = Profile.objects.get()
        assert (kept.sms_enabled, kept.sms_duplicates_push) == (False, False)

        profile.change_sms(sms_enabled=True, sms_duplicates_push=True, by=head)

        kept = Profile.objects.get()
        assert (kept.sms_enabled, kept.sms_duplicates_push) == (True, True)

    def test_there_is_nothing_to_duplicate_without_the_first(self, tenant: Tenant, head: User):
        with pytest.raises(DomainError, match="сначала разрешите") as refused:
            profile.change_sms(sms_enabled=False, sms_duplicates_push=True, by=head)
        assert refused.value.field == "sms_duplicates_push"


class TestKeys:
    SECRET = "telphin-7d1f0c9a3f7a"

    def last_changes(self) -> dict[str, Any]:
        entry = Entry.objects.filter(action="company.change_keys").first()
        return dict(entry.changes) if entry else {}

    def test_a_secret_goes_in_and_the_journal_tells_only_that_it_did(self, tenant: Tenant, head: User):
        profile.change_keys(telphin_app_id="app-1", telphin_app_secret=self.SECRET, by=head)

        assert Profile.objects.get().telphin_app_secret.open() == self.SECRET
        assert self.last_changes() == {"telphin_app_id": ["", "app-1"], "telphin_app_secret": ["", "скрыто"]}

    def test_an_empty_secret_keeps_the_old_one(self, tenant: Tenant, head: User):
        profile.change_keys(telphin_app_id="app-1", telphin_app_secret=self.SECRET, by=head)

        profile.change_keys(telphin_app_id="app-2", by=head)

        assert Profile.objects.get().telphin_app_secret.open() == self.SECRET
        assert self.last_changes() == {"telphin_app_id": ["app-1", "app-2"]}

    def test_another_secret_and_then_none(self, tenant: Tenant, head: User):
        profile.change_keys(telphin_app_id="app-1", telphin_app_secret=self.SECRET, by=head)

        profile.change_keys(telphin_app_id="app-1", telphin_app_secret="another-secret-1", by=head)
        assert self.last_changes() == {"telphin_app_secret": ["скрыто", "скрыто"]}

        profile.change_keys(telphin_app_id="app-1", erase_secret=True, by=head)
        assert self.last_changes() == {"telphin_app_secret": ["скрыто", ""]}
        assert not Profile.objects.get().telphin_app_secret

    def test_either_a_new_one_or_none(self, tenant: Tenant, head: User):
        with pytest.raises(DomainError, match="что-то одно"):
            profile.change_keys(telphin_app_id="", telphin_app_secret="x", erase_secret=True, by=head)

    def test_one_that_no_key_opens_any_more_can_be_entered_anew(self, tenant: Tenant, head: User, settings: Any):
        settings.SECRETS_KEYS = ["old words"]
        profile.change_keys(telphin_app_id="app-1", telphin_app_secret=self.SECRET, by=head)
        settings.SECRETS_KEYS = ["new words"]

        profile.change_keys(telphin_app_id="app-1", telphin_app_secret=self.SECRET, by=head)

        assert Profile.objects.get().telphin_app_secret.open() == self.SECRET
