from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_planning")]

    operations = [
        migrations.AddField(
            "batch",
            "second_person",
            models.BooleanField(default=True, verbose_name="needs a second person"),
        ),
        migrations.RemoveConstraint("batchednotice", "batched_in_one_at_a_time"),
        migrations.RenameField("batchednotice", "recalled_at", "left_at"),
        migrations.AlterField(
            "batchednotice", "left_at", models.DateTimeField(null=True, verbose_name="left at")
        ),
        migrations.AddField(
            "batchednotice",
            "left_by",
            models.CharField(blank=True, max_length=150, verbose_name="recalled by"),
        ),
        migrations.AddConstraint(
            "batchednotice",
            models.UniqueConstraint(
                fields=("notice",), condition=Q(left_at__isnull=True), name="batched_in_one_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            "batch",
            models.CheckConstraint(
                name="batch_recalled_before_it_leaves",
                condition=Q(recalled_at__isnull=True)
                | Q(leaves_at__isnull=True)
                | Q(recalled_at__lt=F("leaves_at")),
            ),
        ),
        migrations.AddConstraint(
            "batch",
            models.CheckConstraint(
                name="batch_released_by_a_second_person",
                condition=Q(released_at__isnull=True)
                | Q(second_person=False)
                | (~Q(released_by="") & ~Q(released_by=F("made_by"))),
            ),
        ),
        migrations.AddIndex("batch", models.Index(fields=["kind", "-id"], name="batch_of_kind")),
        migrations.AddIndex(
            "batch",
            models.Index(
                fields=["made_at"],
                condition=Q(released_at__isnull=True, recalled_at__isnull=True),
                name="batch_to_release",
            ),
        ),
    ]
