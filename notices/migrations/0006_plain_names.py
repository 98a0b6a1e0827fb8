from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_batches")]

    operations = [migrations.RenameModel("NoticeTurn", "NoticeStateChange")]
