from django.db import migrations

from crm.company.domain.week_words import read_week

USUAL_DAYS, USUAL_HOURS = range(5), [(9 * 60, 13 * 60), (14 * 60, 18 * 60)]


def forwards(apps, schema_editor):
    """An office of what each company's profile knows, as `open_first_office` gives it to a new one."""
    Office, Profile = apps.get_model("company", "Office"), apps.get_model("company", "Profile")
    profile = Profile.objects.first()
    if profile is None or Office.objects.exists():  # the template schema, and a company that is being made
        return
    known = read_week(profile.working_hours)
    office = Office.objects.create(
        name="Офис",
        address=profile.address,
        phones=profile.phone,
        is_active=bool(known) or not profile.address,
    )
    week = {day: [(part.opens, part.closes) for part in intervals] for day, intervals in (known or {}).items()}
    WorkingInterval = apps.get_model("company", "WorkingInterval")
    WorkingInterval.objects.bulk_create(
        WorkingInterval(office=office, weekday=weekday, opens=opens, closes=closes)
        for weekday, intervals in (week or dict.fromkeys(USUAL_DAYS, USUAL_HOURS)).items()
        for opens, closes in intervals
    )
    # Deferred keys are checked now: a table with checks to come cannot be altered later in the same transaction.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [("company", "0006_offices")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
