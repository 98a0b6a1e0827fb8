import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0007_dispatches")]

    operations = [
        migrations.AddField(
            "letterhead",
            "product_names",
            models.TextField(blank=True, db_default="", default="", max_length=2000, verbose_name="names of products"),
        ),
        migrations.AddField(
            "letterhead",
            "needs_approvals",
            models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="needs approvals"),
        ),
        migrations.CreateModel(
            "LetterheadApproval",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by", models.CharField(max_length=150, verbose_name="by")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("effective_on", models.DateField(null=True, verbose_name="in force from")),
                (
                    "letterhead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="approvals", to="notices.letterhead"
                    ),
                ),
            ],
            options={
                "verbose_name": "approval of a letterhead",
                "verbose_name_plural": "approvals of letterheads",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("letterhead", "by"), name="letterhead_approved_once_by_each"),
                    models.CheckConstraint(
                        condition=models.Q(("by", ""), _negated=True), name="letterhead_approved_by_somebody"
                    ),
                ],
            },
        ),
    ]
