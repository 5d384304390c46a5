import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from crm.accounting.models import Account
from crm.people import cards
from crm.people.domain import consents, people
from crm.people.enums import ConsentChannel, ConsentSource, Tie
from crm.people.models import AccountPerson, Consent, Person, PersonPhone
from crm.rights.enums import Role
from identity.models import User
from tests.factories import AccountFactory, HouseFactory
from tests.people.conftest import MOBILE

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def listed(browser, **asked: str) -> list[str]:
    return [str(row) for row in browser.get("/crm/people/", asked).context["object_list"]]


class TestList:
    def test_everybody_with_phones_and_flats(self, staff, owner: Person):
        page = staff(Role.DISPATCHER).get("/crm/people/").content.decode()

        for word in ("Иванова Нина Петровна", "+7 908 437-34-18", "ул. Ленина, д. 86, кв. 12", "00012345"):
            assert word in page, word

    @pytest.mark.parametrize(
        "typed", ["иванова", "Ива ни", "+7 908 437-34-18", "89084373418", "9084373418", "37-34-18", "0001234"]
    )
    def test_found_by_name_phone_and_account(self, staff, owner: Person, house, head: User, typed: str):
        people.add_account_phone(AccountFactory(house=house, last_name="Ли", by=head), phone="9143139546", by=head)

        assert listed(staff(Role.ACCOUNTANT), q=typed) == ["Иванова Нина Петровна"]

    def test_filters(self, staff, owner: Person, account: Account, head: User):
        silent = people.add_person(account, kind=Tie.FAMILY, last_name="Ким", by=head)
        consents.give(owner, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, by=head)
        browser = staff(Role.ACCOUNTANT)

        assert listed(browser, phone="no") == ["Ким"]
        assert listed(browser, phone="yes") == [str(owner)]
        assert listed(browser, consent="sms") == [str(owner)]
        assert listed(browser, kind="family") == ["Ким"]
        assert listed(browser, house=str(account.house_id)) == [str(owner), "Ким"]
        assert listed(browser, house=str(HouseFactory(by=head).pk)) == []
        Person.objects.filter(pk=silent.pk).update(user=head)
        assert listed(browser, registered="yes") == ["Ким"]

    def test_the_number_of_queries_does_not_grow(self, staff, owner: Person, house, head: User):
        browser = staff(Role.ACCOUNTANT)
        browser.get("/crm/people/")
        with CaptureQueriesContext(
            connection,
        ) as few:
            browser.get("/crm/people/")
        for number in range(12):
            account = AccountFactory(house=house, last_name=f"Ли{number}", by=head)
            person = people.add_account_phone(account, phone=f"91431395{number:02d}", by=head)
            consents.give(person, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, by=head)
        with CaptureQueriesContext(connection) as many:
            browser.get("/crm/people/")
        assert len(many) == len(few)


class TestAccountsCard:
    def add(self, browser, account: Account, phone: str):
        return browser.post(f"/crm/people/accounts/{account.pk}/phones/add/", {"phone": phone}, follow=True)

    def test_a_phone_is_added_in_one_field(self, staff, account: Account):
        answer = self.add(staff(Role.DISPATCHER), account, "8 908 437-34-18")

        assert "Иванова Нина Петровна: телефон добавлен." in answer.content.decode()
        assert PersonPhone.objects.get().number == MOBILE

    def test_a_landline_comes_back_with_the_reason_and_what_was_typed(self, staff, account: Account):
        page = self.add(staff(Role.DISPATCHER), account, "8 342 200-10-03").content.decode()

        assert "СМС на городской телефон не придёт" in page
        assert 'value="8 342 200-10-03"' in page
        assert Person.objects.count() == 0

    def test_where_else_the_number_stands_is_told(self, staff, owner: Person, house, head: User):
        neighbour = AccountFactory(house=house, number="888", last_name="Петров", first_name="Олег", by=head)

        page = self.add(staff(Role.DISPATCHER), neighbour, MOBILE).content.decode()

        assert "Такой номер есть ещё у: Иванова Нина Петровна, счёт 00012345." in page
        elsewhere = cards.context(neighbour, head)["ties"][0][1][0][1]
        assert [tie.account.number for tie in elsewhere] == ["00012345"]

    def test_somebody_is_added_with_the_kind_and_removed_with_the_day(self, staff, account: Account):
        browser = staff(Role.CLIENT_DESK)
        data = {"kind": "tenant", "last_name": "Ким", "first_name": "Олег", "phone": "9143139546"}
        browser.post(f"/crm/people/accounts/{account.pk}/people/add/", data)
        tie = AccountPerson.objects.get()
        assert (str(tie.person), tie.kind) == ("Ким Олег", "tenant")

        today = timezone.localdate()
        page = browser.get(f"/crm/people/ties/{tie.pk}/end/").content.decode()
        assert f'value="{today:%Y-%m-%d}"' in page
        browser.post(f"/crm/people/ties/{tie.pk}/end/", {"until": today.isoformat()})
        assert AccountPerson.objects.get().until == today

    def test_another_name_in_the_books_is_pointed_out(self, account: Account, owner: Person, head: User):
        assert cards.context(account, head)["renamed"] is None
        account.name_key = "ким олег"

        assert cards.context(account, head)["renamed"].person == owner

    def test_queries_of_the_card_do_not_grow(self, account: Account, owner: Person, head: User):
        def queries() -> int:
            with CaptureQueriesContext(connection) as asked:
                cards.context(account, User.objects.get(pk=head.pk))
            return len(asked)

        few = queries()
        for number in range(8):
            people.add_person(account, kind=Tie.FAMILY, last_name=f"Ли{number}", phone=f"91431395{number:02d}", by=head)
        assert queries() == few


class TestPersonsPage:
    def test_everything_of_a_person_stands_there(self, staff, owner: Person, dacha: Account, head: User):
        people.tie(dacha, owner, kind=Tie.REPRESENTATIVE, by=head)
        consents.give(owner, channel=ConsentChannel.SMS, source=ConsentSource.PAPER, by=head)

        page = staff(Role.DISPATCHER).get(f"/crm/people/inspect/{owner.pk}/").content.decode()

        for word in ("ул. Ленина, д. 86, кв. 12", "ул. Мира, д. 7, кв. 3", "Представитель", "СМС: согласие"):
            assert word in page, word

    def test_a_phone_more_and_one_less(self, staff, owner: Person):
        browser = staff(Role.DISPATCHER)
        browser.post(f"/crm/people/{owner.pk}/phones/add/", {"phone": "9143139546"})
        assert owner.phones.count() == 2
        wrong = browser.post(f"/crm/people/{owner.pk}/phones/add/", {"phone": "112"}).content.decode()
        assert "не распознан" in wrong

        first = owner.phones.get(number=MOBILE)
        browser.post(f"/crm/people/phones/{first.pk}/remove/")
        assert [phone.number for phone in owner.phones.all()] == ["+79143139546"]

    def test_a_consent_on_paper_and_a_refusal_by_phone(self, staff, owner: Person):
        browser, url = staff(Role.CLIENT_DESK), f"/crm/people/{owner.pk}/consents/add/"
        browser.post(url, {"channel": "sms", "word": "yes", "source": "paper", "text_version": "Бланк № 1"})
        browser.post(url, {"channel": "sms", "word": "no", "source": "call"})

        assert list(Consent.objects.order_by("pk").values_list("is_given", "text_version")) == [
            (True, "Бланк № 1"), (False, "Бланк № 1"),
        ]  # fmt: skip

    def test_a_flat_more_by_its_number(self, staff, owner: Person, dacha: Account):
        browser, url = staff(Role.CLIENT_DESK), f"/crm/people/{owner.pk}/accounts/add/"
        assert "нет среди ваших" in browser.post(url, {"number": "7777", "kind": "owner"}).content.decode()
        browser.post(url, {"number": "777", "kind": "owner"})

        assert owner.ties.filter(account=dacha).exists()

    def test_name_and_mail_are_edited(self, staff, owner: Person):
        data = {"last_name": "Сёмина", "first_name": "Нина", "patronymic": "", "email": "n@example.ru", "note": ""}
        staff(Role.CLIENT_DESK).post(f"/crm/people/edit/{owner.pk}/", data)

        owner.refresh_from_db()
        assert (str(owner), owner.email) == ("Сёмина Нина", "n@example.ru")


class TestCallersCard:
    @pytest.mark.parametrize("written", ["+79084373418", "89084373418", "9084373418", " 79084373418"])
    def test_all_flats_of_the_caller_with_what_is_owed(self, staff, owner: Person, dacha: Account, head, written: str):
        people.add_account_phone(dacha, phone=MOBILE, by=head)
        Account.objects.filter(pk=dacha.pk).update(balance="350.50")

        page = staff(Role.DISPATCHER).get("/crm/people/by-phone/", {"phone": written}).content.decode()

        for word in ("Иванова Нина Петровна", "ул. Ленина, д. 86, кв. 12", "ул. Мира, д. 7, кв. 3", "долг 350,50"):
            assert word in page, word

    def test_two_people_with_one_phone_are_two_callers(self, staff, owner: Person, house, head: User):
        neighbour = AccountFactory(house=house, last_name="Абрамов", first_name="Олег", by=head)
        people.add_account_phone(neighbour, phone=MOBILE, by=head)
        people.untie(AccountPerson.objects.get(account=neighbour), until=timezone.localdate(), by=head)

        callers = staff(Role.DISPATCHER).get("/crm/people/by-phone/", {"phone": MOBILE}).context["callers"]
        assert [caller.person.last_name for caller in callers] == ["Иванова", "Абрамов"], "who has left stands last"

    def test_nobody_and_nonsense(self, staff):
        browser = staff(Role.DISPATCHER)
        assert "ни у кого нет" in browser.get("/crm/people/by-phone/", {"phone": MOBILE}).content.decode()
        assert "не распознан" in browser.get("/crm/people/by-phone/", {"phone": "12"}).content.decode()


class TestRows:
    """Whoever works on some sections sees the people of those houses, and only those flats of theirs."""

    @pytest.fixture
    def desk(self, client_of, tenant, account: Account, head: User):
        from crm.accounting.domain.sections import save_section
        from crm.rights.domain.access import Rights, set_rights
        from crm.rights.enums import Rows
        from crm.rights.models import Access
        from tests.conftest import make_employee

        user = make_employee(Role.CLIENT_DESK)
        save_section(None, name="Центр", houses=[account.house], people=[user], by=head)
        now = Rights.of(Access.objects.get(user=user))
        narrow = dict.fromkeys(("people.see_people", "people.edit_people", "accounting.see_accounts"), Rows.SECTION)
        set_rights(user, Rights(now.role, now.boxes, narrow), by=head)
        return client_of(tenant, User.objects.get(pk=user.pk))

    def test_own_people_and_no_others(self, desk, owner: Person, dacha: Account, head: User):
        people.tie(dacha, owner, kind=Tie.OWNER, by=head)
        stranger = people.add_person(dacha, kind=Tie.FAMILY, last_name="Ким", phone="9143139546", by=head)

        assert listed(desk) == [str(owner)]
        assert desk.get(f"/crm/people/inspect/{stranger.pk}/").status_code == 404
        assert "ул. Мира" not in desk.get(f"/crm/people/inspect/{owner.pk}/").content.decode()
        assert "ул. Мира" not in desk.get("/crm/people/by-phone/", {"phone": MOBILE}).content.decode()
        assert "ни у кого нет" in desk.get("/crm/people/by-phone/", {"phone": "9143139546"}).content.decode()

    @pytest.mark.parametrize("path", ["accounts/{}/phones/add/", "accounts/{}/people/add/"])
    def test_a_foreign_account_does_not_exist(self, desk, dacha: Account, path: str):
        assert desk.post(f"/crm/people/{path.format(dacha.pk)}", {"phone": MOBILE}).status_code == 404


def test_an_inspector_sees_no_phones(staff, owner: Person):
    inspector = staff(Role.INSPECTOR)
    for path in ("/crm/people/", f"/crm/people/inspect/{owner.pk}/", "/crm/people/by-phone/?phone=9084373418"):
        assert MOBILE[2:] not in inspector.get(path, follow=True).content.decode()
