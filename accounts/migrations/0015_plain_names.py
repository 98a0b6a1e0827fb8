from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0014_stage_change_unchecked")]

    operations = [
        migrations.RenameModel("Listed", "CloseCandidate"),
        migrations.RenameModel("Moved", "PendingStageChange"),
        migrations.RenameModel("Turned", "PendingPromiseChange"),
        migrations.RenameModel("Doubt", "FeedDiscrepancy"),
        migrations.RenameModel("PromiseTurn", "PromiseStatusChange"),
    ]
