import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table was made by `dispatch`; here only its package changes, and with it the name of its trigger."""

    initial = True

    dependencies = [("dispatch", "0003_types_have_their_own_package")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="RequestType",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=100, verbose_name="тип заявки")),
                        ("is_active", models.BooleanField(default=True, help_text="Отключённый нельзя выбрать в новой заявке.", verbose_name="включён")),
                        ("order", models.PositiveSmallIntegerField(default=100, verbose_name="порядок в списке")),
                    ],
                    options={
                        "db_table": "dispatch_requesttype",
                        "verbose_name": "тип заявки",
                        "verbose_name_plural": "типы заявок",
                        "ordering": ["order", "name", "pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                django.db.models.functions.text.Lower("name"),
                                name="one_type_of_a_name",
                                violation_error_message="Такой тип заявок уже есть.",
                            )
                        ],
                    },
                ),
            ]
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requesttype",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="2018df3e6f5f6c7011e969a73fad6e6a63e09dff",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_2861b",
                    table="dispatch_requesttype",
                    when="BEFORE",
                ),
            ),
        ),
    ]
