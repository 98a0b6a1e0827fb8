
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0012_cases'),
        ('notices', '0003_templates'),
    ]

    operations = [
        migrations.CreateModel(
            name='LeftOut',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='accounts.account')),
                ('since', models.DateField(verbose_name='since')),
            ],
            options={
                'verbose_name': 'account left out of planning',
                'verbose_name_plural': 'accounts left out of planning',
            },
        ),
        migrations.RemoveConstraint(
            model_name='notice',
            name='notice_remedied_after_missed',
        ),
        migrations.AddField(
            model_name='notice',
            name='corrected_on',
            field=models.DateField(null=True, verbose_name='its facts were corrected on'),
        ),
        migrations.AddField(
            model_name='notice',
            name='found_on',
            field=models.DateField(null=True, verbose_name='found again on'),
        ),
        migrations.AddField(
            model_name='notice',
            name='past_due',
            field=models.BigIntegerField(null=True, verbose_name='past due'),
        ),
        migrations.AddField(
            model_name='notice',
            name='remedied_by',
            field=models.CharField(blank=True, max_length=150, verbose_name='remedied by'),
        ),
        migrations.AddField(
            model_name='notice',
            name='remedy',
            field=models.CharField(blank=True, max_length=500, verbose_name='what was done'),
        ),
        migrations.AddField(
            model_name='notice',
            name='run_since',
            field=models.DateField(null=True, verbose_name='past due since'),
        ),
        migrations.AddField(
            model_name='notice',
            name='wording',
            field=models.CharField(blank=True, max_length=16, verbose_name='wording'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='occasion',
            field=models.CharField(db_collation='C', max_length=96, verbose_name='occasion'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('missed_on__isnull', False), ('remedied_on__isnull', True)), fields=['missed_on'], name='notice_deadline_missed'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('missed_on__isnull', True), ('state__in', ['due', 'ready', 'released', 'failed'])), fields=['due_by'], name='notice_deadline_runs'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('remedied_on__isnull', True), models.Q(('missed_on__isnull', False), ('remedied_on__gte', models.F('missed_on'))), _connector='OR'), name='notice_remedied_after_missed'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('remedied_by', ''), ('remedied_on__isnull', True), ('remedy', '')), models.Q(('remedied_on__isnull', False), models.Q(('remedied_by', ''), _negated=True), models.Q(('remedy', ''), _negated=True)), _connector='OR'), name='notice_remedy_says_who_and_what'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('found_on__isnull', True), ('issue__gt', 1), ('supersedes__isnull', False), _connector='OR'), name='notice_found_again_later'),
        ),
    ]
