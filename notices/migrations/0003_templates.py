from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_letterheads'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_by', ''), _negated=True)), _connector='OR'), name='template_withdrawn_by_somebody'),
        ),
    ]
