import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0027_month_packs'),
    ]

    operations = [
        migrations.CreateModel(
            name='TriggerFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('group', models.CharField(max_length=32, verbose_name='group')),
                ('member', models.CharField(choices=[('first-adult', 'first adult'), ('further-adult', 'each further adult'), ('child-under-16', 'each child under 16'), ('child-16-18', 'each child from 16 to 18'), ('vehicle', 'each vehicle')], max_length=16, verbose_name='household member')),
                ('amount', models.BigIntegerField(verbose_name='amount')),
            ],
            options={
                'verbose_name': 'trigger figure',
                'verbose_name_plural': 'trigger figures',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='TriggerSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('jurisdiction', models.CharField(max_length=8, verbose_name='jurisdiction')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
                ('effective_from', models.DateField(verbose_name='in force from')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('licence', models.CharField(max_length=300, verbose_name='licence')),
                ('warning', models.CharField(blank=True, max_length=500, verbose_name='warning of its maker')),
                ('reason', models.CharField(max_length=300, verbose_name='why it is used')),
                ('loaded_by', models.CharField(max_length=150, verbose_name='loaded by')),
                ('loaded_at', models.DateTimeField(verbose_name='loaded at')),
            ],
            options={
                'verbose_name': 'set of trigger figures',
                'verbose_name_plural': 'sets of trigger figures',
                'ordering': ['-effective_from', '-pk'],
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='affordabilityitem',
            name='stays',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='affordabilitystatement',
            name='stays',
        ),
        migrations.AddField(
            model_name='affordabilityitem',
            name='evidence',
            field=models.CharField(blank=True, choices=[('payslip', 'payslip'), ('award', 'award letter'), ('bank-statement', 'bank statement'), ('bill', 'bill or contract'), ('adviser', "an adviser's file"), ('other', 'something else')], db_default='', max_length=16, verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='affordabilitystatement',
            name='adults',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='adults in the household'),
        ),
        migrations.AddField(
            model_name='affordabilitystatement',
            name='children_16_18',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='children from 16 to 18'),
        ),
        migrations.AddField(
            model_name='affordabilitystatement',
            name='children_under_16',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='children under 16'),
        ),
        migrations.AddField(
            model_name='affordabilitystatement',
            name='vehicles',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='vehicles'),
        ),
        migrations.AddConstraint(
            model_name='affordabilityitem',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ['', 'payslip', 'award', 'bank-statement', 'bill', 'adviser', 'other'])), name='affordability_evidence_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='triggerset',
            constraint=models.UniqueConstraint(fields=('jurisdiction', 'currency', 'effective_from'), name='trigger_set_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='triggerset',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('source', ''), _negated=True), models.Q(('licence', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('loaded_by', ''), _negated=True)), name='trigger_set_says_whence_and_why'),
        ),
        migrations.AddField(
            model_name='triggerfigure',
            name='set',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='accounts.triggerset'),
        ),
        migrations.AddField(
            model_name='affordabilitystatement',
            name='trigger_set',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='accounts.triggerset'),
        ),
        migrations.AddConstraint(
            model_name='triggerfigure',
            constraint=models.UniqueConstraint(fields=('set', 'group', 'member'), name='trigger_figure_once'),
        ),
        migrations.AddConstraint(
            model_name='triggerfigure',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='trigger_figure_above_zero'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affordabilityitem',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."statement_id" IS DISTINCT FROM NEW."statement_id" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."amount" IS DISTINCT FROM NEW."amount" OR OLD."every" IS DISTINCT FROM NEW."every" OR OLD."balance" IS DISTINCT FROM NEW."balance" OR OLD."note" IS DISTINCT FROM NEW."note" OR OLD."evidence" IS DISTINCT FROM NEW."evidence")', execute='accounts_append_only()', func='RETURN NULL;', hash='850d2794d2da9897f7be96fabba8978e59544729', operation='UPDATE', pgid='pgtrigger_stays_4864e', table='accounts_affordabilityitem', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='affordabilitystatement',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."reference" IS DISTINCT FROM NEW."reference" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."made_on" IS DISTINCT FROM NEW."made_on" OR OLD."currency" IS DISTINCT FROM NEW."currency" OR OLD."known_on" IS DISTINCT FROM NEW."known_on" OR OLD."note" IS DISTINCT FROM NEW."note" OR OLD."adults" IS DISTINCT FROM NEW."adults" OR OLD."children_under_16" IS DISTINCT FROM NEW."children_under_16" OR OLD."children_16_18" IS DISTINCT FROM NEW."children_16_18" OR OLD."vehicles" IS DISTINCT FROM NEW."vehicles" OR OLD."trigger_set_id" IS DISTINCT FROM NEW."trigger_set_id" OR OLD."entered_by" IS DISTINCT FROM NEW."entered_by" OR OLD."entered_at" IS DISTINCT FROM NEW."entered_at")', execute='accounts_append_only()', func='RETURN NULL;', hash='c35bf693d8d8e11bd2129888a0a347bcdc1bc0e7', operation='UPDATE', pgid='pgtrigger_stays_8d8f0', table='accounts_affordabilitystatement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerset',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."jurisdiction" IS DISTINCT FROM NEW."jurisdiction" OR OLD."currency" IS DISTINCT FROM NEW."currency" OR OLD."effective_from" IS DISTINCT FROM NEW."effective_from" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."licence" IS DISTINCT FROM NEW."licence" OR OLD."warning" IS DISTINCT FROM NEW."warning" OR OLD."reason" IS DISTINCT FROM NEW."reason" OR OLD."loaded_by" IS DISTINCT FROM NEW."loaded_by" OR OLD."loaded_at" IS DISTINCT FROM NEW."loaded_at")', execute='accounts_append_only()', func='RETURN NULL;', hash='5b0c4fc3532bb2699720a91d46ba9ada87e8211f', operation='UPDATE', pgid='pgtrigger_stays_15b5b', table='accounts_triggerset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerset',
            trigger=pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='7fb5b092fc540e827bc87ed1e34d7af5847aa76f', operation='DELETE', pgid='pgtrigger_is_kept_7f72f', table='accounts_triggerset', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerset',
            trigger=pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='5db79f7ea9f992694465be3f55ae27594b25fafc', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_8cdc0', table='accounts_triggerset', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerfigure',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."set_id" IS DISTINCT FROM NEW."set_id" OR OLD."group" IS DISTINCT FROM NEW."group" OR OLD."member" IS DISTINCT FROM NEW."member" OR OLD."amount" IS DISTINCT FROM NEW."amount")', execute='accounts_append_only()', func='RETURN NULL;', hash='e99ed70f994979cb1a43ec10af7463062caf6720', operation='UPDATE', pgid='pgtrigger_stays_14049', table='accounts_triggerfigure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerfigure',
            trigger=pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='fb3090dab5849759522bdde3880df134fcf7bb2d', operation='DELETE', pgid='pgtrigger_is_kept_949f0', table='accounts_triggerfigure', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='triggerfigure',
            trigger=pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='37730815da1146bfcfe4654e9eddde2fb4e442d5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_14f14', table='accounts_triggerfigure', when='BEFORE')),
        ),
    ]
