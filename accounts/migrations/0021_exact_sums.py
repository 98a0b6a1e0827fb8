"""Sums over accounts hold any size: a dozen of the largest amounts fit no bigint."""

from django.db import migrations, models

SUMS = (
    ("daytally", "balance", "balance"),
    ("daytally", "past_due", "past due"),
    ("restatedtally", "balance", "balance"),
    ("restatedtally", "known_past_due", "past due as known"),
    ("restatedtally", "past_due", "past due"),
    ("shardtally", "balance", "balance"),
    ("shardtally", "past_due", "past due"),
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0020_hold_tail")]

    operations = [
        migrations.AlterField(
            model_name=model,
            name=name,
            field=models.DecimalField(decimal_places=0, max_digits=60, verbose_name=label),
        )
        for model, name, label in SUMS
    ]
