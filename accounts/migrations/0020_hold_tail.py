"""The day on which the cause of a hold ended, where protection goes on after it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0019_plain_words")]

    operations = [
        migrations.AddField(
            model_name="hold",
            name="cause_ended_on",
            field=models.DateField(null=True, verbose_name="cause ended on"),
        ),
    ]
