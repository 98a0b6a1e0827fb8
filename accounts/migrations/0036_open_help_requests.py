from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0035_break_causes")]

    operations = [
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("decided_on__isnull", True)),
                fields=["asked_on", "id"],
                name="help_request_open",
            ),
        ),
    ]
