"""The logo that stood in «Оформление» is carried into «Моя компания» by the migration."""

from importlib import import_module
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from wagtail.images.models import Image

from crm.company.domain.logo import LOGO_SIDE
from crm.company.models import Profile
from tenants.models import Tenant
from tests.files.pictures import opened, picture

pytestmark = [pytest.mark.integration, pytest.mark.django_db]


@pytest.fixture
def before() -> Any:
    """The models as they were before the migration; its column is still in the database."""
    loader = MigrationLoader(connection)
    key = next(key for key in loader.disk_migrations if key[0] == "appearance" and key[1].endswith("logo_to_company"))
    return loader.project_state(loader.disk_migrations[key].dependencies).apps, import_module(
        loader.disk_migrations[key].__module__
    )


def put(apps: Any, content: bytes) -> Image:
    image = Image.objects.create(title="Логотип", file=ContentFile(content, "logo.png"), width=1, height=1)
    apps.get_model("appearance", "Appearance").objects.update(logo_id=image.pk)
    return image


def test_it_is_drawn_for_the_profile_and_let_go_of(tenant: Tenant, before: Any):
    apps, migration = before
    image = put(apps, picture("PNG", size=(1024, 512)))

    migration.carry_logo(apps, None)

    profile = Profile.objects.get()
    assert opened(profile.logo.open("rb").read()).size == (LOGO_SIDE, LOGO_SIDE // 2)
    assert profile.logo_box == {"width": 192, "height": 96}
    assert apps.get_model("appearance", "Appearance").objects.get().logo_id is None
    image.delete()


def test_one_in_the_profile_is_not_overwritten(tenant: Tenant, before: Any):
    apps, migration = before
    put(apps, picture("PNG", size=(1024, 512)))
    Profile.objects.update(logo="logo/own.webp")

    migration.carry_logo(apps, None)

    assert str(Profile.objects.get().logo) == "logo/own.webp"


def test_a_picture_that_is_gone_stops_nobody(tenant: Tenant, before: Any):
    apps, migration = before
    image = put(apps, picture("PNG", size=(1024, 512)))
    default_storage.delete(image.file.name)

    migration.carry_logo(apps, None)

    assert not Profile.objects.get().logo
