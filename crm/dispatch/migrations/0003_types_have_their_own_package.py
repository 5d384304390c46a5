import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    """The directory of types is `crm.request_types` now; its table stays as it is, also for code that runs beside."""

    dependencies = [("dispatch", "0002_ten_types")]
    operations = [
        pgtrigger.migrations.RemoveTrigger(model_name="requesttype", name="never_deleted"),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="RequestType")]),
    ]
