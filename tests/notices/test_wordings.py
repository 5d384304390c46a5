"""«Тексты уведомлений»: a company says it in its own words, and nothing else than known variables is put in."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from crm.accounting.models import House
from crm.company.models import Profile
from crm.dispatch.enums import Deed
from crm.dispatch.resident_events import STEPS
from crm.journal.models import Entry
from crm.notices.domain import reminders, wordings
from crm.notices.domain.wordings import Words, compose, declared, words_of
from crm.notices.models import Notice, Wording
from crm.notices.resident_events import DEBT
from crm.rights.enums import Role
from identity.models import User
from notifications.events import events, fill
from tenants.errors import DomainError
from tenants.models import Tenant
from tests.notices.making import noon

EVENT = STEPS[Deed.TAKEN]
OWN = Words("Едем! Заявка № {номер}", "Мастер: {исполнитель}\nСпасибо, {компания}", "Ждите.", with_sms=False)
URL = "/crm/notices/words/"
TYPED = {"subject": OWN.subject, "text": OWN.text, "short": OWN.short}


@pytest.mark.unit
@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("№ {номер}", {"номер": "5"}, "№ 5"),
        ("{а}\nКто: {кто}\n{б}", {"а": "1", "кто": "", "б": "2"}, "1\n2"),  # a line that says nothing goes
        ("{а}, {б}", {"а": "", "б": "2"}, ", 2"),
        ("{а}\n\n{б}\n\n{в}", {"а": "1", "б": "", "в": "3"}, "1\n\n3"),
        ("{а}", {"а": "{б}", "б": "2"}, "{б}"),  # what is put in is not read again
        ("{{а}} {% load %}", {"а": "1"}, "{1} {% load %}"),
        ("{незнакомая}", {}, "{незнакомая}"),
    ],
)
def test_plain_replacement(text: str, values: dict[str, str], filled: str):
    assert fill(text, values) == filled


@pytest.mark.unit
def test_what_is_too_long_is_cut_and_never_refused():
    composed = compose(Words("№ {номер}", "{заявка}", "{заявка}"), {"номер": "1" * 200, "заявка": "длинно " * 2000})
    sms = Notice(event="x", subject=composed["subject"], short=composed["short"]).sms_text
    assert [len(composed["subject"]), len(composed["text"])] == [100, 5000]
    assert wordings.measure(sms).segments == wordings.MOST_SEGMENTS


@pytest.mark.integration
@pytest.mark.django_db
class TestWords:
    def test_words_of_every_event_are_such_as_a_company_may_write(self, tenant: Tenant):
        found = list(events())
        assert len(found) > 15
        for event in found:
            assert "{" not in wordings.preview(event, declared(event)).text

    def test_written_journaled_and_put_back(self, head: User):
        wordings.write_words(EVENT, OWN, by=head)
        assert words_of(EVENT) == OWN
        entry = Entry.objects.get(action="notices.write_words")
        assert entry.changes["subject"] == [EVENT.subject, OWN.subject]
        assert (entry.actor, entry.changes["with_sms"]) == (head, [True, False])

        wordings.restore_words(EVENT, by=head)
        assert words_of(EVENT) == declared(EVENT)
        assert Entry.objects.get(action="notices.restore_words").changes["text"] == [OWN.text, EVENT.text]
        with pytest.raises(DomainError):
            wordings.restore_words(EVENT, by=head)

    def test_the_words_it_has_anyway_need_no_row(self, head: User):
        wordings.write_words(EVENT, declared(EVENT), by=head)
        assert not Wording.objects.exists()
        assert not Entry.objects.filter(action="notices.write_words").exists()

    @pytest.mark.parametrize(
        ("field", "text", "words"),
        [
            ("subject", " ", "Напишите тему"),
            ("text", "", "Напишите текст"),
            ("text", "Долг {сумма}", "Переменной {сумма} у этого события нет. Есть: {номер}, {адрес}"),
            ("short", "{номер", "Скобки"),
            ("text", "{номер}}", "Скобки"),
            ("short", "Очень длинно. " * 25, "СМС получится из"),
            ("subject", "а" * 101, "Не длиннее 100"),
        ],
    )
    def test_what_is_wrong_is_refused_in_clear_words(self, head: User, field: str, text: str, words: str):
        with pytest.raises(DomainError, match=words) as error:
            wordings.write_words(EVENT, Words(**{**TYPED, field: text}), by=head)
        assert error.value.field == field
        assert not Wording.objects.exists()

    def test_reminders_of_the_month_speak_them_too(self, head: User, house: House):
        wordings.write_words(DEBT, Words("Долг за {месяц}", "Заплатите. {компания}", "", with_sms=False), by=head)
        Profile.objects.update(debt_reminder_day=noon().day, readings_reminder_day=None)
        notice = reminders.remind(noon())[0]
        assert notice.subject.startswith("Долг за ")
        assert "{" not in notice.subject + notice.text
        assert (notice.event, notice.with_sms) == (DEBT.code, False)


@pytest.mark.integration
@pytest.mark.django_db
class TestScreens:
    def test_the_list_in_few_questions(
        self, head: User, tenant: Tenant, client_of: Callable[..., Client], django_assert_max_num_queries: Any
    ):
        wordings.write_words(EVENT, OWN, by=head)
        office = client_of(tenant, head)
        office.get(URL)
        with django_assert_max_num_queries(20):
            shown = office.get(URL).content.decode()
        assert OWN.subject in shown
        assert shown.count("Исходные") == len(list(events())) - 1

    def test_written_looked_at_and_put_back(self, head: User, tenant: Tenant, client_of: Callable[..., Client]):
        office, path = client_of(tenant, head), f"{URL}{EVENT.code}/"
        page = office.get(path).content.decode()
        assert "{исполнитель}" in page
        assert "Заявка № 15 в работе" in page  # the preview, with samples

        looked = office.post(f"{path}preview/", TYPED | {"text": "<b>{номер}</b>"}).content.decode()
        assert ("Едем! Заявка № 15" in looked, "&lt;b&gt;15&lt;/b&gt;" in looked) == (True, True)
        assert "Частей: 1" in looked
        assert "нет. Есть:" in office.post(path, TYPED | {"text": "{сумма}", "look": "1"}).content.decode()
        assert office.post(path, TYPED | {"text": "{сумма}"}).status_code == 422
        assert not Wording.objects.exists()

        assert office.post(path, TYPED).status_code == 302
        assert words_of(EVENT) == OWN
        assert "Вернуть как было" in office.get(path).content.decode()
        office.post(f"{path}restore/")
        assert not Wording.objects.exists()
        assert office.get(f"{URL}nothing.such/").status_code == 404

    def test_nobody_else_may(self, head: User, staff: Callable[[Role], Client]):
        client = staff(Role.CLIENT_DESK)
        assert client.post(f"{URL}{EVENT.code}/", TYPED).status_code == 302
        assert client.get(URL).status_code == 302
        assert not Wording.objects.exists()
