from django.db import migrations

DAY = 24 * 60
EMERGENCY, URGENT, NORMAL, PLANNED = 1, 2, 3, 4
TELL = "Сообщить срок: ПП РФ 416, п. 13"
OWN = f"{TELL}; выполнить: правило компании"
# priority → (сообщить срок, локализовать, выполнить, круглосуточно, основание); minutes.
# Small defects are by agreement with the applicant, so what stands here for them is a company's own word to change.
FOR_ALL = {
    EMERGENCY: (30, 30, 3 * DAY, True, "ПП РФ 416, п. 13"),
    URGENT: (30, None, DAY, True, OWN),
    NORMAL: (30, None, 3 * DAY, True, OWN),
    PLANNED: (30, None, 10 * 8 * 60, False, OWN),
}
LIFT = "Постановление Госстроя РФ 170, приложение 2: неисправность лифта"
ROOF = "Постановление Госстроя РФ 170, приложение 2: протечка кровли"
BY_TYPE = {
    "лифтовое оборудование": {
        EMERGENCY: (30, 30, DAY, True, f"Освободить из лифта: ГОСТ Р 55964-2014; {LIFT}"),
        NORMAL: (30, None, DAY, True, f"{TELL}; {LIFT}"),
    },
    "кровли": {NORMAL: (30, None, DAY, True, f"{TELL}; {ROOF}")},
}


def forwards(apps, schema_editor):
    rule, kind = apps.get_model("dispatch", "TypeDeadline"), apps.get_model("request_types", "RequestType")
    told = [(None, values) for values in [FOR_ALL]]
    told += [(kind.objects.filter(name__iexact=name).first(), values) for name, values in BY_TYPE.items()]
    for number, (type_, values) in enumerate(told):
        if type_ is None and number:
            continue  # the company has renamed it: the rules for all hold
        for priority, (respond, localise, fix, round_the_clock, basis) in values.items():
            rule.objects.create(
                type=type_, priority=priority, respond_minutes=respond, localise_minutes=localise, fix_minutes=fix,
                round_the_clock=round_the_clock, basis=basis,
            )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("dispatch", "0004_requests"), ("request_types", "0001_from_dispatch")]
    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
