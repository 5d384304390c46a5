"""«Контент сайта — Оформление»."""

import pytest
from django.db import IntegrityError

from crm.rights.enums import Role
from sites_cms.appearance.models import Appearance
from tenants.models import Tenant

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


def test_the_client_desk_changes_the_colour(staff, tenant: Tenant, client_of):
    client = staff(Role.CLIENT_DESK)
    address = client.get("/crm/site/appearance/").headers["Location"]
    assert client.get(address).status_code == 200

    client.post(address, {"theme": "daylight", "accent": "#0A7"})

    assert Appearance.objects.get().accent == "#00aa77"
    assert "--accent:#00aa77" in client_of(tenant).get("/theme.css").content.decode()


def test_a_word_instead_of_a_colour_is_refused_with_what_to_do(staff):
    client = staff(Role.CLIENT_DESK)
    address = client.get("/crm/site/appearance/").headers["Location"]

    text = client.post(address, {"theme": "daylight", "accent": "зелёны"}).content.decode()

    assert "Цвет пишется так" in text
    assert Appearance.objects.get().accent == "#1f4e8c"


def test_a_dispatcher_has_no_such_screen(staff):
    assert staff(Role.DISPATCHER).get("/crm/site/appearance/", follow=True).redirect_chain[-1][0] == "/crm/"


def test_the_database_keeps_colours_only(tenant: Tenant):
    with pytest.raises(IntegrityError):
        Appearance.objects.create(accent="red")
