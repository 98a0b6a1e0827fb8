from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0011_template_writers")]
    operations = [
        migrations.AddField(
            model_name="letterhead",
            name="iban",
            field=models.CharField(blank=True, db_default="", default="", max_length=34, verbose_name="IBAN"),
        ),
        migrations.AddField(
            model_name="letterhead",
            name="bic",
            field=models.CharField(blank=True, db_default="", default="", max_length=11, verbose_name="BIC"),
        ),
    ]
