from django.db import migrations

# What the rule explains is no work for a person. What was settled stays as it is.
EXPLAIN = """
    UPDATE accounts_break SET settled_on = found_on, settled_as = 'explained'
    WHERE cause = 'opening-cycle' AND settled_on IS NULL
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0032_findings_and_corrections'),
    ]

    operations = [
        migrations.RunSQL(EXPLAIN, migrations.RunSQL.noop),
    ]
