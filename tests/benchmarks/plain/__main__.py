"""`python -m tests.benchmarks.plain <port>`: make the tables and the rows of the plain site."""

import os
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.plain.settings"


def main(port: int) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.models import Locale, Page, Site

    from tests.benchmarks.pages import COMPANY, LONG_TEXT, NEWS, QUESTIONS
    from tests.benchmarks.plain import models

    call_command("migrate", verbosity=0)
    Page.objects.filter(depth=2).delete()
    Locale.objects.get_or_create(language_code="ru")
    root = Page.objects.get(depth=1)
    home = root.add_child(instance=models.HomePage(title=COMPANY["short_name"], slug="site", lead="Дома в порядке."))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": port, "root_page": home}
    )
    news = home.add_child(instance=models.NewsIndexPage(title="Новости", slug="novosti", show_in_menus=True))
    for item in NEWS:
        news.add_child(instance=models.NewsPage(**item))
    home.add_child(instance=models.FaqPage(title="Вопросы", slug="voprosy", show_in_menus=True))
    home.add_child(instance=models.FreePage(title="О компании", slug="long", show_in_menus=True, body=LONG_TEXT))
    home.add_child(instance=models.ContactsPage(title="Контакты", slug="kontakty", show_in_menus=True))
    models.Question.objects.bulk_create(models.Question(**item) for item in QUESTIONS)
    models.Company.objects.create(**COMPANY)
    models.Appearance.objects.create()


if __name__ == "__main__":
    main(int(sys.argv[1]))
