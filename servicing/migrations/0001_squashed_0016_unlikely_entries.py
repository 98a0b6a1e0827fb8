import django.contrib.auth.models
import django.contrib.auth.validators
import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from accounts.database.create_models import CreateModels


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('servicing', '0001_initial'),
        ('servicing', '0002_history'),
        ('servicing', '0003_lists'),
        ('servicing', '0004_teams'),
        ('servicing', '0005_claims'),
        ('servicing', '0006_prompts'),
        ('servicing', '0007_drafts'),
        ('servicing', '0008_sent_forms'),
        ('servicing', '0009_person_changes'),
        ('servicing', '0010_report_schedules'),
        ('servicing', '0011_own_zone'),
        ('servicing', '0012_quality'),
        ('servicing', '0013_sign_ins'),
        ('servicing', '0014_access_records'),
        ('servicing', '0001_squashed_0014_access_records'),
        ('servicing', '0015_purged_access'),
        ('servicing', '0016_unlikely_entries'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0040_name_disputed_amount_later'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('notices', '0001_squashed_0017_documents_without_a_moment'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='AccessRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('by', models.CharField(max_length=150, verbose_name='by')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('route', models.CharField(max_length=63, verbose_name='page')),
                    ('is_refused', models.BooleanField(default=False, verbose_name='refused')),
                    ('source', models.CharField(blank=True, max_length=63, verbose_name='table')),
                    ('row', models.BigIntegerField(null=True, verbose_name='row')),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account', verbose_name='account')),
                    ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.customer', verbose_name='customer')),
                ],
                options={
                    'verbose_name': 'record of access',
                    'verbose_name_plural': 'records of access',
                    'indexes': [models.Index(condition=models.Q(('is_refused', True)), fields=['id'], name='access_refused')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."by" IS DISTINCT FROM NEW."by" OR OLD."at" IS DISTINCT FROM NEW."at" OR OLD."route" IS DISTINCT FROM NEW."route" OR OLD."is_refused" IS DISTINCT FROM NEW."is_refused" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."row" IS DISTINCT FROM NEW."row" OR OLD."account_id" IS DISTINCT FROM NEW."account_id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id")', execute='accounts_append_only()', func='RETURN NULL;', hash='7d04ae47228cd520cf60316f6400e4e06dd77cca', operation='UPDATE', pgid='pgtrigger_stays_dd2c1', table='servicing_accessrecord', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_setting('servicing.purging', true) IS DISTINCT FROM 'on')", execute='accounts_append_only()', func='RETURN NULL;', hash='86aa388948ba376253af95629eee4a079705e62b', operation='DELETE', pgid='pgtrigger_is_kept_45179', table='servicing_accessrecord', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='7897df4d9bc48990bc32ccd03a94d6fa4704b315', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_c8fa4', table='servicing_accessrecord', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='BulkAct',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('list', models.CharField(max_length=40, verbose_name='list')),
                    ('act', models.CharField(max_length=40, verbose_name='act')),
                    ('terms', models.JSONField(default=dict, verbose_name='terms')),
                    ('made_by', models.CharField(max_length=150, verbose_name='made by')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('asked_at', models.DateTimeField(blank=True, null=True, verbose_name='approval asked at')),
                    ('approved_by', models.CharField(blank=True, max_length=150, verbose_name='approved by')),
                    ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started at')),
                    ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished at')),
                ],
                options={
                    'verbose_name': 'bulk act',
                    'verbose_name_plural': 'bulk acts',
                    'indexes': [models.Index(condition=models.Q(('asked_at__isnull', False), ('started_at', None)), fields=['asked_at'], name='bulk_act_waits')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('approved_by', models.F('made_by')), _negated=True), name='bulk_act_is_approved_by_another')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.asked_at IS NULL AND OLD.started_at IS NULL) IS NOT TRUE AND (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."list" IS DISTINCT FROM NEW."list" OR OLD."act" IS DISTINCT FROM NEW."act" OR OLD."terms" IS DISTINCT FROM NEW."terms" OR OLD."made_by" IS DISTINCT FROM NEW."made_by" OR OLD."made_at" IS DISTINCT FROM NEW."made_at" OR (OLD."asked_at" IS NOT NULL AND OLD."asked_at" IS DISTINCT FROM NEW."asked_at") OR (OLD."approved_by" <> \'\' AND OLD."approved_by" IS DISTINCT FROM NEW."approved_by") OR (OLD."started_at" IS NOT NULL AND OLD."started_at" IS DISTINCT FROM NEW."started_at") OR (OLD."finished_at" IS NOT NULL AND OLD."finished_at" IS DISTINCT FROM NEW."finished_at")))', execute='accounts_append_only()', func='RETURN NULL;', hash='f3eb43a48873b40fc0a7d69531e81f0e0f539eef', operation='UPDATE', pgid='pgtrigger_stays_e82b6', table='servicing_bulkact', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.asked_at IS NULL AND OLD.started_at IS NULL) IS NOT TRUE)', execute='accounts_append_only()', func='RETURN NULL;', hash='8cb60c3cabe101aa12d5904474c3d04ec8dcfa58', operation='DELETE', pgid='pgtrigger_is_kept_b9b4a', table='servicing_bulkact', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='e073a5f860e59a548f132dc3850c23162bb0f664', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_a9ea9', table='servicing_bulkact', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Claim',
                fields=[
                    ('customer', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='claim', serialize=False, to='accounts.customer')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('queue', models.CharField(max_length=24, verbose_name='queue')),
                    ('holder', models.CharField(blank=True, max_length=150, verbose_name='who')),
                    ('how', models.CharField(choices=[('next', 'next of the queue'), ('picked', 'picked by hand'), ('handed-over', 'handed over'), ('taken-over', 'taken over'), ('assigned', 'assigned')], max_length=16, verbose_name='how')),
                    ('fence', models.BigIntegerField(default=1, verbose_name='number of the claim')),
                    ('taken_at', models.DateTimeField(verbose_name='since')),
                    ('leased_until', models.DateTimeField(verbose_name='until')),
                    ('waiting_since', models.DateField(null=True, verbose_name='waiting since')),
                    ('due_on', models.DateField(null=True, verbose_name='deadline')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ],
                options={
                    'verbose_name': 'claim',
                    'verbose_name_plural': 'claims',
                    'indexes': [models.Index(condition=models.Q(('holder', ''), _negated=True), fields=['holder', 'leased_until'], name='claim_of_holder')],
                },
            ),
            migrations.CreateModel(
                name='ClaimRecord',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='claim_records', to='accounts.customer')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('fence', models.BigIntegerField(verbose_name='number of the claim')),
                    ('queue', models.CharField(max_length=24, verbose_name='queue')),
                    ('holder', models.CharField(max_length=150, verbose_name='who')),
                    ('how', models.CharField(choices=[('next', 'next of the queue'), ('picked', 'picked by hand'), ('handed-over', 'handed over'), ('taken-over', 'taken over'), ('assigned', 'assigned')], max_length=16, verbose_name='how')),
                    ('began_at', models.DateTimeField(verbose_name='since')),
                    ('waiting_since', models.DateField(null=True, verbose_name='waiting since')),
                    ('due_on', models.DateField(null=True, verbose_name='deadline')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                    ('end', models.CharField(blank=True, choices=[('done', 'done'), ('given-back', 'given back'), ('skipped', 'skipped'), ('snoozed', 'snoozed'), ('lapsed', 'lapsed'), ('handed-over', 'handed over'), ('taken-over', 'taken over'), ('signed-out', 'signed out')], max_length=16, verbose_name='how it ended')),
                    ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='ended by')),
                    ('end_reason', models.CharField(blank=True, max_length=500, verbose_name='reason')),
                ],
                options={
                    'verbose_name': 'record of a claim',
                    'verbose_name_plural': 'records of claims',
                    'indexes': [models.Index(condition=models.Q(('ended_at__isnull', True)), fields=['customer'], name='claim_record_open'), models.Index(fields=['queue', 'began_at'], name='claim_record_of_queue')],
                    'constraints': [models.UniqueConstraint(fields=('customer', 'fence'), name='claim_record_once'), models.CheckConstraint(condition=models.Q(models.Q(('end', ''), ('ended_at__isnull', True)), models.Q(('ended_at__isnull', False), models.Q(('end', ''), _negated=True)), _connector='OR'), name='claim_record_end_says_how')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."customer_id" IS DISTINCT FROM NEW."customer_id" OR OLD."account_id" IS DISTINCT FROM NEW."account_id" OR OLD."fence" IS DISTINCT FROM NEW."fence" OR OLD."queue" IS DISTINCT FROM NEW."queue" OR OLD."holder" IS DISTINCT FROM NEW."holder" OR OLD."how" IS DISTINCT FROM NEW."how" OR OLD."began_at" IS DISTINCT FROM NEW."began_at" OR OLD."waiting_since" IS DISTINCT FROM NEW."waiting_since" OR OLD."due_on" IS DISTINCT FROM NEW."due_on" OR OLD."note" IS DISTINCT FROM NEW."note" OR (OLD."ended_at" IS NOT NULL AND OLD."ended_at" IS DISTINCT FROM NEW."ended_at") OR (OLD."end" <> \'\' AND OLD."end" IS DISTINCT FROM NEW."end") OR (OLD."ended_by" <> \'\' AND OLD."ended_by" IS DISTINCT FROM NEW."ended_by") OR (OLD."end_reason" <> \'\' AND OLD."end_reason" IS DISTINCT FROM NEW."end_reason"))', execute='accounts_append_only()', func='RETURN NULL;', hash='d8c547a8c2772535f4f7724ccf75c7b5ca6c34e8', operation='UPDATE', pgid='pgtrigger_stays_b5ca9', table='servicing_claimrecord', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='8afc0e1e50a497797af2e9737e3547984e47c102', operation='DELETE', pgid='pgtrigger_is_kept_66806', table='servicing_claimrecord', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='4e780b4d9fc63dd3a479853937768b753a12c954', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_7ae89', table='servicing_claimrecord', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Deferral',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deferrals', to='accounts.customer')),
                    ('queue', models.CharField(blank=True, max_length=24, verbose_name='queue')),
                    ('kind', models.CharField(choices=[('skipped', 'skipped'), ('snoozed', 'snoozed'), ('worked', 'worked on'), ('refused', 'may not be contacted')], max_length=8, verbose_name='kind')),
                    ('reason', models.CharField(max_length=32, verbose_name='reason')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('only', models.CharField(blank=True, max_length=150, verbose_name='for this colleague alone')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('made_by', models.CharField(blank=True, max_length=150, verbose_name='made by')),
                    ('until', models.DateTimeField(verbose_name='until')),
                ],
                options={
                    'verbose_name': 'deferral',
                    'verbose_name_plural': 'deferrals',
                    'indexes': [models.Index(fields=['customer', 'until'], name='deferral_of_customer'), models.Index(condition=models.Q(('made_by', ''), _negated=True), fields=['made_at'], name='deferral_by_hand')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('until__gt', models.F('made_at'))), name='deferral_lies_ahead'), models.CheckConstraint(condition=models.Q(('kind__in', ['worked', 'refused']), models.Q(('made_by', ''), _negated=True), _connector='OR'), name='deferral_by_hand_says_who')],
                },
            ),
            migrations.CreateModel(
                name='DemoBook',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                ],
                options={
                    'verbose_name': 'book of the demo',
                    'verbose_name_plural': 'books of the demo',
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."made_at" IS DISTINCT FROM NEW."made_at")', execute='accounts_append_only()', func='RETURN NULL;', hash='11b177f72d8f41aa140502b3992c6f49dbd8a201', operation='UPDATE', pgid='pgtrigger_stays_6c8c0', table='servicing_demobook', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='f53abf799b17d65efa88d2853e67b4aee96f2177', operation='DELETE', pgid='pgtrigger_is_kept_47ee2', table='servicing_demobook', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='ada64aeca0cfd6140eaa9bf7dc741e1ae03b13c5', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_a34bb', table='servicing_demobook', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('owner', models.CharField(max_length=150, verbose_name='owner')),
                    ('address', models.CharField(max_length=300, verbose_name='address')),
                    ('fields', models.JSONField(verbose_name='fields')),
                    ('saved_at', models.DateTimeField(verbose_name='saved at')),
                ],
                options={
                    'verbose_name': 'draft of a form',
                    'verbose_name_plural': 'drafts of forms',
                    'constraints': [models.UniqueConstraint(fields=('owner', 'address'), name='draft_once_per_form')],
                },
            ),
            migrations.CreateModel(
                name='Export',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('list', models.CharField(max_length=40, verbose_name='list')),
                    ('format', models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'XLSX'), ('pdf', 'PDF')], max_length=4, verbose_name='format')),
                    ('filters', models.CharField(blank=True, max_length=500, verbose_name='filters')),
                    ('rows', models.PositiveIntegerField(verbose_name='rows')),
                    ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('by', models.CharField(max_length=150, verbose_name='by')),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'exported list',
                    'verbose_name_plural': 'exported lists',
                    'indexes': [models.Index(fields=['-at'], name='export_at')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."list" IS DISTINCT FROM NEW."list" OR OLD."format" IS DISTINCT FROM NEW."format" OR OLD."filters" IS DISTINCT FROM NEW."filters" OR OLD."rows" IS DISTINCT FROM NEW."rows" OR OLD."sha256" IS DISTINCT FROM NEW."sha256" OR OLD."by" IS DISTINCT FROM NEW."by" OR OLD."at" IS DISTINCT FROM NEW."at")', execute='accounts_append_only()', func='RETURN NULL;', hash='57dcee99f0954422f0de16f792e3a766daf2afc7', operation='UPDATE', pgid='pgtrigger_stays_925b5', table='servicing_export', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='946701a84a5fefb29c5a6c48d819c767ed90dbda', operation='DELETE', pgid='pgtrigger_is_kept_efa38', table='servicing_export', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='62ee9b3fa11d7c685bf2cfa89128304e08047cb7', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_e3fff', table='servicing_export', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=60, unique=True, verbose_name='team')),
                    ('branches', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='branches')),
                ],
                options={
                    'verbose_name': 'team',
                    'verbose_name_plural': 'teams',
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."branches" IS DISTINCT FROM (NEW."branches") OR OLD."name" IS DISTINCT FROM (NEW."name"))', func='INSERT INTO "servicing_teamedit" ("branches", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."branches", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id"); RETURN NULL;', hash='eabfdd112800b393684388ccc9397f50f6928205', operation='UPDATE', pgid='pgtrigger_update_update_025aa', table='servicing_team', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "servicing_teamedit" ("branches", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."branches", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id"); RETURN NULL;', hash='118589cbd2dd59a32e341fdbdc4d5ebfa8d8fec0', operation='INSERT', pgid='pgtrigger_insert_insert_abfcf', table='servicing_team', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "servicing_teamedit" ("branches", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."branches", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id"); RETURN NULL;', hash='7ae8295a78506a352d3d2a16a27f60d6e89a3a11', operation='DELETE', pgid='pgtrigger_delete_delete_06abf', table='servicing_team', when='AFTER')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Presence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.customer')),
                    ('who', models.CharField(max_length=150, verbose_name='who')),
                    ('seen_at', models.DateTimeField(verbose_name='seen at')),
                ],
                options={
                    'verbose_name': 'presence',
                    'verbose_name_plural': 'presences',
                    'constraints': [models.UniqueConstraint(fields=('customer', 'who'), name='presence_once')],
                },
            ),
            migrations.CreateModel(
                name='PromptVersion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('situation', models.CharField(max_length=24, verbose_name='situation')),
                    ('language', models.CharField(max_length=16, verbose_name='language')),
                    ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                    ('say', models.JSONField(verbose_name='sentences')),
                    ('help', models.CharField(max_length=400, verbose_name='help')),
                    ('written_by', models.CharField(max_length=150, verbose_name='written by')),
                    ('written_at', models.DateTimeField(verbose_name='written at')),
                    ('approved_by', models.CharField(blank=True, max_length=150, verbose_name='approved by')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                    ('withdrawn_by', models.CharField(blank=True, max_length=150, verbose_name='withdrawn by')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ],
                options={
                    'verbose_name': 'prompt',
                    'verbose_name_plural': 'prompts',
                    'constraints': [models.UniqueConstraint(fields=('situation', 'language', 'number'), name='prompt_once_per_number'), models.CheckConstraint(condition=models.Q(('number__gt', 1)), name='prompt_number_follows_ours'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by', '')), models.Q(('approved_at__isnull', False), models.Q(('approved_by', ''), _negated=True), models.Q(('approved_by', models.F('written_by')), _negated=True)), _connector='OR'), name='prompt_approved_by_a_second_person')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.approved_at IS NULL) IS NOT TRUE AND (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."situation" IS DISTINCT FROM NEW."situation" OR OLD."language" IS DISTINCT FROM NEW."language" OR OLD."number" IS DISTINCT FROM NEW."number" OR OLD."say" IS DISTINCT FROM NEW."say" OR OLD."help" IS DISTINCT FROM NEW."help" OR OLD."written_by" IS DISTINCT FROM NEW."written_by" OR OLD."written_at" IS DISTINCT FROM NEW."written_at" OR OLD."approved_by" IS DISTINCT FROM NEW."approved_by" OR OLD."approved_at" IS DISTINCT FROM NEW."approved_at" OR (OLD."withdrawn_by" <> \'\' AND OLD."withdrawn_by" IS DISTINCT FROM NEW."withdrawn_by") OR (OLD."withdrawn_at" IS NOT NULL AND OLD."withdrawn_at" IS DISTINCT FROM NEW."withdrawn_at")))', execute='accounts_append_only()', func='RETURN NULL;', hash='8a55c90cdd9cb54db45a04b3933c78e1b04d4977', operation='UPDATE', pgid='pgtrigger_stays_1609e', table='servicing_promptversion', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN ((OLD.approved_at IS NULL) IS NOT TRUE)', execute='accounts_append_only()', func='RETURN NULL;', hash='2af3dc44fcb82964f5a043aeedc882f79b342cc0', operation='DELETE', pgid='pgtrigger_is_kept_7e7a8', table='servicing_promptversion', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='012bd06cda590c123cd5955ac90b11f5752bd4d8', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_6f5e6', table='servicing_promptversion', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='QualityReview',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject', models.CharField(choices=[('call', 'call'), ('letter', 'letter')], max_length=6, verbose_name='subject')),
                    ('contact', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.contactevent')),
                    ('notice', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notices.notice')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('day', models.DateField(verbose_name='day')),
                    ('colleague', models.CharField(blank=True, max_length=150, verbose_name='colleague')),
                    ('sampled_at', models.DateTimeField(verbose_name='sampled at')),
                    ('reviewed_by', models.CharField(blank=True, max_length=150, verbose_name='reviewed by')),
                    ('reviewed_at', models.DateTimeField(null=True, verbose_name='reviewed at')),
                    ('answers', models.JSONField(null=True, verbose_name='answers')),
                    ('score', models.PositiveSmallIntegerField(null=True, verbose_name='score')),
                    ('passed', models.BooleanField(null=True, verbose_name='passed')),
                    ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                    ('correction', models.CharField(blank=True, max_length=500, verbose_name='correction asked')),
                    ('seen_at', models.DateTimeField(null=True, verbose_name='seen at')),
                    ('corrected_at', models.DateTimeField(null=True, verbose_name='corrected at')),
                    ('corrected_by', models.CharField(blank=True, max_length=150, verbose_name='corrected by')),
                    ('corrected_how', models.CharField(blank=True, max_length=500, verbose_name='what was done')),
                ],
                options={
                    'verbose_name': 'quality review',
                    'verbose_name_plural': 'quality reviews',
                    'ordering': ['day', 'id'],
                    'indexes': [models.Index(condition=models.Q(('reviewed_at', None)), fields=['day'], name='review_waits'), models.Index(fields=['colleague', 'reviewed_at'], name='review_of_colleague'), models.Index(fields=['day'], name='review_of_day'), models.Index(condition=models.Q(models.Q(('correction', ''), _negated=True), ('corrected_at', None)), fields=['reviewed_at'], name='review_to_correct')],
                    'constraints': [models.UniqueConstraint(fields=('contact',), name='review_once_a_contact'), models.UniqueConstraint(fields=('notice',), name='review_once_a_letter'), models.CheckConstraint(condition=models.Q(models.Q(('notice__isnull', True), ('subject', 'call')), models.Q(('contact__isnull', True), ('subject', 'letter')), _connector='OR'), name='review_is_of_its_subject'), models.CheckConstraint(condition=models.Q(models.Q(('correction', ''), ('passed__isnull', True), ('reviewed_at__isnull', True), ('reviewed_by', '')), models.Q(('answers__isnull', False), ('passed__isnull', False), ('reviewed_at__isnull', False), models.Q(('reviewed_by', ''), _negated=True), models.Q(('reviewed_by', models.F('colleague')), _negated=True)), _connector='OR'), name='review_by_somebody_else'), models.CheckConstraint(condition=models.Q(models.Q(('corrected_at__isnull', True), ('corrected_by', ''), ('corrected_how', '')), models.Q(('corrected_at__isnull', False), models.Q(('corrected_by', ''), _negated=True), models.Q(('corrected_how', ''), _negated=True), models.Q(('correction', ''), _negated=True)), _connector='OR'), name='review_corrected_says_how')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."subject" IS DISTINCT FROM NEW."subject" OR OLD."contact_id" IS DISTINCT FROM NEW."contact_id" OR OLD."notice_id" IS DISTINCT FROM NEW."notice_id" OR OLD."account_id" IS DISTINCT FROM NEW."account_id" OR OLD."day" IS DISTINCT FROM NEW."day" OR OLD."colleague" IS DISTINCT FROM NEW."colleague" OR OLD."sampled_at" IS DISTINCT FROM NEW."sampled_at" OR (OLD."reviewed_by" <> \'\' AND OLD."reviewed_by" IS DISTINCT FROM NEW."reviewed_by") OR (OLD."reviewed_at" IS NOT NULL AND OLD."reviewed_at" IS DISTINCT FROM NEW."reviewed_at") OR (OLD."answers" IS NOT NULL AND OLD."answers" IS DISTINCT FROM NEW."answers") OR (OLD."score" IS NOT NULL AND OLD."score" IS DISTINCT FROM NEW."score") OR (OLD."passed" IS NOT NULL AND OLD."passed" IS DISTINCT FROM NEW."passed") OR (OLD."note" <> \'\' AND OLD."note" IS DISTINCT FROM NEW."note") OR (OLD."correction" <> \'\' AND OLD."correction" IS DISTINCT FROM NEW."correction") OR (OLD."seen_at" IS NOT NULL AND OLD."seen_at" IS DISTINCT FROM NEW."seen_at") OR (OLD."corrected_at" IS NOT NULL AND OLD."corrected_at" IS DISTINCT FROM NEW."corrected_at") OR (OLD."corrected_by" <> \'\' AND OLD."corrected_by" IS DISTINCT FROM NEW."corrected_by") OR (OLD."corrected_how" <> \'\' AND OLD."corrected_how" IS DISTINCT FROM NEW."corrected_how"))', execute='accounts_append_only()', func='RETURN NULL;', hash='e7dc334308987f33b6bcbe55709ccb639adc3022', operation='UPDATE', pgid='pgtrigger_stays_85643', table='servicing_qualityreview', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='136d4e87682215b20c69e211754b30da5daf1f3f', operation='DELETE', pgid='pgtrigger_is_kept_dabad', table='servicing_qualityreview', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='27d6fa45d58e4858a2e528a34acab4f4b3b944a9', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_1b944', table='servicing_qualityreview', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='ReportSchedule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('report', models.CharField(max_length=40, verbose_name='report')),
                    ('query', models.CharField(blank=True, max_length=500, verbose_name='filters')),
                    ('every', models.CharField(choices=[('day', 'every closed day'), ('week', "every Sunday's close"), ('month', 'every end of a month')], max_length=8, verbose_name='how often')),
                    ('owner', models.CharField(max_length=150, verbose_name='owner')),
                    ('since', models.DateField(verbose_name='since')),
                    ('stopped_at', models.DateTimeField(null=True, verbose_name='stopped at')),
                ],
                options={
                    'verbose_name': 'scheduled report',
                    'verbose_name_plural': 'scheduled reports',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('stopped_at__isnull', True)), fields=('report', 'query', 'every', 'owner'), name='report_scheduled_once'), models.CheckConstraint(condition=models.Q(('every__in', ['day', 'week', 'month'])), name='report_every_is_listed')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."report" IS DISTINCT FROM NEW."report" OR OLD."query" IS DISTINCT FROM NEW."query" OR OLD."every" IS DISTINCT FROM NEW."every" OR OLD."owner" IS DISTINCT FROM NEW."owner" OR OLD."since" IS DISTINCT FROM NEW."since" OR (OLD."stopped_at" IS NOT NULL AND OLD."stopped_at" IS DISTINCT FROM NEW."stopped_at"))', execute='accounts_append_only()', func='RETURN NULL;', hash='82399cab84c2fd28fa2716b716c862fbe39775f6', operation='UPDATE', pgid='pgtrigger_stays_9d5dc', table='servicing_reportschedule', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='44e3d68a151ddeb99a0fc1a8dca8ccbf4c561d9d', operation='DELETE', pgid='pgtrigger_is_kept_5b2b5', table='servicing_reportschedule', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='689908c27bfffdacff7a4bbd9c3f47787350c16a', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_80068', table='servicing_reportschedule', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SampledDay',
                fields=[
                    ('day', models.DateField(primary_key=True, serialize=False, verbose_name='day')),
                    ('drawn_at', models.DateTimeField(verbose_name='drawn at')),
                    ('calls', models.PositiveIntegerField(verbose_name='calls')),
                    ('letters', models.PositiveIntegerField(verbose_name='letters')),
                ],
                options={
                    'verbose_name': 'sampled day',
                    'verbose_name_plural': 'sampled days',
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."day" IS DISTINCT FROM NEW."day" OR OLD."drawn_at" IS DISTINCT FROM NEW."drawn_at" OR OLD."calls" IS DISTINCT FROM NEW."calls" OR OLD."letters" IS DISTINCT FROM NEW."letters")', execute='accounts_append_only()', func='RETURN NULL;', hash='e5288e432c97a4593ccae985d174c57da1868bf9', operation='UPDATE', pgid='pgtrigger_stays_bb7e3', table='servicing_sampledday', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='c1fb332f6d929e83878cbcec508c721d9a9585cc', operation='DELETE', pgid='pgtrigger_is_kept_26301', table='servicing_sampledday', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='4d0faa19771a21e6d3e587c9cb586365920d5dec', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_c9e7c', table='servicing_sampledday', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SavedView',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('list', models.CharField(max_length=40, verbose_name='list')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('query', models.CharField(blank=True, max_length=500, verbose_name='filters')),
                    ('owner', models.CharField(max_length=150, verbose_name='owner')),
                    ('shared', models.BooleanField(default=False, verbose_name='for the team')),
                    ('saved_at', models.DateTimeField(auto_now=True, verbose_name='saved at')),
                ],
                options={
                    'verbose_name': 'saved view',
                    'verbose_name_plural': 'saved views',
                    'constraints': [models.UniqueConstraint(fields=('list', 'owner', 'name'), name='view_name_is_used_once')],
                },
            ),
            migrations.CreateModel(
                name='Scorecard',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject', models.CharField(choices=[('call', 'call'), ('letter', 'letter')], max_length=6, verbose_name='subject')),
                    ('per_thousand', models.PositiveSmallIntegerField(verbose_name='of a thousand')),
                    ('pass_mark', models.PositiveSmallIntegerField(verbose_name='pass mark')),
                    ('questions', models.JSONField(verbose_name='questions')),
                    ('made_by', models.CharField(max_length=150, verbose_name='made by')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                ],
                options={
                    'verbose_name': 'scorecard',
                    'verbose_name_plural': 'scorecards',
                    'constraints': [models.CheckConstraint(condition=models.Q(('pass_mark__lte', 100), ('per_thousand__lte', 1000)), name='scorecard_shares_are_shares')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."subject" IS DISTINCT FROM NEW."subject" OR OLD."per_thousand" IS DISTINCT FROM NEW."per_thousand" OR OLD."pass_mark" IS DISTINCT FROM NEW."pass_mark" OR OLD."questions" IS DISTINCT FROM NEW."questions" OR OLD."made_by" IS DISTINCT FROM NEW."made_by" OR OLD."made_at" IS DISTINCT FROM NEW."made_at")', execute='accounts_append_only()', func='RETURN NULL;', hash='6357bd477c3e35ec8cf6762aefc9858fd0b73688', operation='UPDATE', pgid='pgtrigger_stays_42197', table='servicing_scorecard', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='71910e360c521ff48aa162d8aa272bd959c75b73', operation='DELETE', pgid='pgtrigger_is_kept_a7b61', table='servicing_scorecard', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='9ff0a33c0df4e4120dc715d7318d32dad986026b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_cd8a9', table='servicing_scorecard', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='SentForm',
                fields=[
                    ('digest', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='digest')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('led_to', models.CharField(blank=True, max_length=500, verbose_name='led to')),
                ],
                options={
                    'verbose_name': 'sent form',
                    'verbose_name_plural': 'sent forms',
                    'indexes': [models.Index(fields=['at'], name='sent_form_at')],
                },
            ),
            migrations.CreateModel(
                name='BulkRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('bulk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='servicing.bulkact', verbose_name='bulk act')),
                    ('key', models.BigIntegerField(verbose_name='row')),
                    ('outcome', models.CharField(blank=True, choices=[('', 'waiting'), ('done', 'done'), ('refused', 'refused')], default='', max_length=8, verbose_name='outcome')),
                    ('reason', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ],
                options={
                    'verbose_name': 'row of a bulk act',
                    'verbose_name_plural': 'rows of bulk acts',
                    'constraints': [models.UniqueConstraint(fields=('bulk', 'key'), name='bulk_row_stands_once')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."bulk_id" IS DISTINCT FROM NEW."bulk_id" OR OLD."key" IS DISTINCT FROM NEW."key" OR (OLD."outcome" <> \'\' AND OLD."outcome" IS DISTINCT FROM NEW."outcome") OR (OLD."reason" <> \'\' AND OLD."reason" IS DISTINCT FROM NEW."reason"))', execute='accounts_append_only()', func='RETURN NULL;', hash='429e0f6fe93706f3eeae8c00e862f910350df01f', operation='UPDATE', pgid='pgtrigger_stays_de160', table='servicing_bulkrow', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='2b33f14951379c31cd064b4fded0d2b36a7d5157', operation='DELETE', pgid='pgtrigger_is_kept_576f0', table='servicing_bulkrow', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='fd59c6b4ad716d079b2f65e11c908430e8868c34', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_b89bb', table='servicing_bulkrow', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='TeamEdit',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='edits', related_query_name='edit', to='servicing.team')),
                    ('pgh_context', pghistory.utils.JSONField(null=True)),
                    ('name', models.CharField(max_length=60, verbose_name='team')),
                    ('branches', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), blank=True, default=list, size=None, verbose_name='branches')),
                ],
                options={
                    'abstract': False,
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."pgh_id" IS DISTINCT FROM NEW."pgh_id" OR OLD."pgh_created_at" IS DISTINCT FROM NEW."pgh_created_at" OR OLD."pgh_label" IS DISTINCT FROM NEW."pgh_label" OR OLD."pgh_obj_id" IS DISTINCT FROM NEW."pgh_obj_id" OR OLD."pgh_context" IS DISTINCT FROM NEW."pgh_context" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."branches" IS DISTINCT FROM NEW."branches")', execute='accounts_append_only()', func='RETURN NULL;', hash='c2fce23ec22f4e8527d7d7fe936c35e07c77568d', operation='UPDATE', pgid='pgtrigger_stays_d837d', table='servicing_teamedit', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='932b4177c47fc819518ab3b5ff12bc9fc4a9a7aa', operation='DELETE', pgid='pgtrigger_is_kept_1fece', table='servicing_teamedit', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='4402eebef66b10a1f5530833b64ca1b1fb9e6fbd', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_c730b', table='servicing_teamedit', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                    ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                    ('role', models.CharField(choices=[('agent', 'agent'), ('supervisor', 'supervisor'), ('compliance', 'compliance officer'), ('administrator', 'administrator')], default='agent', max_length=16, verbose_name='role')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='servicing.team', verbose_name='team')),
                    ('language', models.CharField(blank=True, max_length=10, verbose_name='language')),
                    ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'user',
                    'verbose_name_plural': 'users',
                    'abstract': False,
                    'constraints': [models.CheckConstraint(condition=models.Q(('role__in', ['agent', 'supervisor', 'compliance', 'administrator'])), name='user_role_is_listed')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."role" IS DISTINCT FROM (NEW."role") OR OLD."team_id" IS DISTINCT FROM (NEW."team_id") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "servicing_useredit" ("email", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "team_id", "username") VALUES (NEW."email", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."role", NEW."team_id", NEW."username"); RETURN NULL;', hash='b0b6b9457e9ff7b6d11d54a2c9ab041af919f5d6', operation='UPDATE', pgid='pgtrigger_update_update_bfedb', table='servicing_user', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "servicing_useredit" ("email", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "team_id", "username") VALUES (NEW."email", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."role", NEW."team_id", NEW."username"); RETURN NULL;', hash='38a3eec116ee621e2cc0fff304f03775484cfb7c', operation='INSERT', pgid='pgtrigger_insert_insert_c4faa', table='servicing_user', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "servicing_useredit" ("email", "is_active", "is_staff", "is_superuser", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "team_id", "username") VALUES (OLD."email", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."role", OLD."team_id", OLD."username"); RETURN NULL;', hash='6ff7e24dc78b2b6f9638bb938bca6252e0712e4a', operation='DELETE', pgid='pgtrigger_delete_delete_533d6', table='servicing_user', when='AFTER')),
                    ],
                },
                managers=[
                    ('objects', django.contrib.auth.models.UserManager()),
                ],
            ),
            migrations.CreateModel(
                name='ReportMail',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('schedule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='mails', to='servicing.reportschedule')),
                    ('day', models.DateField(verbose_name='business date')),
                    ('sent_at', models.DateTimeField(verbose_name='sent at')),
                ],
                options={
                    'verbose_name': 'mail about a report',
                    'verbose_name_plural': 'mails about reports',
                    'constraints': [models.UniqueConstraint(fields=('schedule', 'day'), name='report_mail_once_a_day')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."schedule_id" IS DISTINCT FROM NEW."schedule_id" OR OLD."day" IS DISTINCT FROM NEW."day" OR OLD."sent_at" IS DISTINCT FROM NEW."sent_at")', execute='accounts_append_only()', func='RETURN NULL;', hash='ce5f68cfd43d850e289e94e669a29098c305386e', operation='UPDATE', pgid='pgtrigger_stays_54ab0', table='servicing_reportmail', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='a23a24746aeebeff5cee12fdf579012d993baa04', operation='DELETE', pgid='pgtrigger_is_kept_7ad22', table='servicing_reportmail', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='08bf2d9f094819fc546e4463f205dec3ca52874b', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_b90e1', table='servicing_reportmail', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='PersonChange',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to=settings.AUTH_USER_MODEL)),
                    ('role', models.CharField(choices=[('agent', 'agent'), ('supervisor', 'supervisor'), ('compliance', 'compliance officer'), ('administrator', 'administrator')], max_length=16, verbose_name='role')),
                    ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='servicing.team', verbose_name='team')),
                    ('is_active', models.BooleanField(verbose_name='may sign in')),
                    ('ends_second_factor', models.BooleanField(default=False, verbose_name='second factor ends')),
                    ('asked_by', models.CharField(max_length=150, verbose_name='asked by')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('alone', models.BooleanField(default=False, verbose_name='nobody else could decide')),
                    ('approved', models.BooleanField(null=True, verbose_name='approved')),
                    ('decided_by', models.CharField(blank=True, max_length=150, verbose_name='decided by')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                ],
                options={
                    'verbose_name': 'change of a person',
                    'verbose_name_plural': 'changes of people',
                    'ordering': ['asked_at', 'id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('person',), name='person_change_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('approved__isnull', True), ('decided_at__isnull', True), ('decided_by', '')), models.Q(('approved__isnull', False), ('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='person_change_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('approved', True), ('decided_by', models.F('asked_by')), _negated=True), ('alone', True), _connector='OR'), name='person_change_approved_by_another')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."person_id" IS DISTINCT FROM NEW."person_id" OR OLD."role" IS DISTINCT FROM NEW."role" OR OLD."team_id" IS DISTINCT FROM NEW."team_id" OR OLD."is_active" IS DISTINCT FROM NEW."is_active" OR OLD."ends_second_factor" IS DISTINCT FROM NEW."ends_second_factor" OR OLD."asked_by" IS DISTINCT FROM NEW."asked_by" OR OLD."asked_at" IS DISTINCT FROM NEW."asked_at" OR OLD."alone" IS DISTINCT FROM NEW."alone" OR (OLD."approved" IS NOT NULL AND OLD."approved" IS DISTINCT FROM NEW."approved") OR (OLD."decided_by" <> \'\' AND OLD."decided_by" IS DISTINCT FROM NEW."decided_by") OR (OLD."decided_at" IS NOT NULL AND OLD."decided_at" IS DISTINCT FROM NEW."decided_at"))', execute='accounts_append_only()', func='RETURN NULL;', hash='f941aab7d236342a34f5a1304650a769742f82af', operation='UPDATE', pgid='pgtrigger_stays_a2280', table='servicing_personchange', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='6497088045706d487bef50a4864841b62bce8950', operation='DELETE', pgid='pgtrigger_is_kept_f90f2', table='servicing_personchange', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='f614bdb364fc9decadbc4753e6c3c79f89a35db4', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_e7145', table='servicing_personchange', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to=settings.AUTH_USER_MODEL)),
                    ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest')),
                    ('used_at', models.DateTimeField(null=True, verbose_name='used at')),
                ],
                options={
                    'verbose_name': 'recovery code',
                    'verbose_name_plural': 'recovery codes',
                },
            ),
            migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('sealed_key', models.BinaryField(verbose_name='encrypted secret')),
                    ('since', models.DateTimeField(verbose_name='since')),
                    ('last_step', models.BigIntegerField(verbose_name='last interval used')),
                ],
                options={
                    'verbose_name': 'second factor',
                    'verbose_name_plural': 'second factors',
                },
            ),
            migrations.CreateModel(
                name='SignInEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(verbose_name='at')),
                    ('kind', models.CharField(choices=[('signed-in', 'signed in'), ('recovered', 'signed in with a recovery code'), ('wrong-password', 'wrong password'), ('wrong-code', 'wrong code'), ('paused', 'refused in a pause'), ('signed-out', 'signed out'), ('ended', 'session ended'), ('link-made', 'link for a new password made'), ('password-changed', 'password changed'), ('factor-set-up', 'second factor set up'), ('factor-ended', 'second factor ended'), ('codes-made', 'recovery codes made')], max_length=16, verbose_name='event')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_in_events', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('name_key', models.CharField(max_length=64, verbose_name='digest of the name')),
                    ('address', models.CharField(blank=True, max_length=45, verbose_name='address')),
                    ('browser', models.CharField(blank=True, max_length=16, verbose_name='known browser')),
                    ('by', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ],
                options={
                    'verbose_name': 'sign-in event',
                    'verbose_name_plural': 'sign-in events',
                    'indexes': [models.Index(fields=['name_key', 'at'], name='sign_in_event_name'), models.Index(fields=['address', 'at'], name='sign_in_event_address'), models.Index(fields=['kind', 'id'], name='sign_in_event_kind')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['signed-in', 'recovered', 'wrong-password', 'wrong-code', 'paused', 'signed-out', 'ended', 'link-made', 'password-changed', 'factor-set-up', 'factor-ended', 'codes-made'])), name='sign_in_event_kind_is_listed')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."at" IS DISTINCT FROM NEW."at" OR OLD."kind" IS DISTINCT FROM NEW."kind" OR OLD."person_id" IS DISTINCT FROM NEW."person_id" OR OLD."name_key" IS DISTINCT FROM NEW."name_key" OR OLD."address" IS DISTINCT FROM NEW."address" OR OLD."browser" IS DISTINCT FROM NEW."browser" OR OLD."by" IS DISTINCT FROM NEW."by")', execute='accounts_append_only()', func='RETURN NULL;', hash='1e8a869b827a6d4a695a4746538ea3941b1dbcad', operation='UPDATE', pgid='pgtrigger_stays_820e7', table='servicing_signinevent', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_setting('servicing.purging', true) IS DISTINCT FROM 'on')", execute='accounts_append_only()', func='RETURN NULL;', hash='7d04867ce328177b5f65b4b898dc7f0676647697', operation='DELETE', pgid='pgtrigger_is_kept_bda91', table='servicing_signinevent', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='cbc14e3c2ced2463c62570440b9b40d12779fdc6', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_18667', table='servicing_signinevent', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='StaffSession',
                fields=[
                    ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'session of a person',
                    'verbose_name_plural': 'sessions of people',
                },
            ),
            migrations.CreateModel(
                name='UserEdit',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='edits', related_query_name='edit', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', pghistory.utils.JSONField(null=True)),
                    ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                    ('name', models.CharField(blank=True, max_length=150, verbose_name='name')),
                    ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                    ('role', models.CharField(choices=[('agent', 'agent'), ('supervisor', 'supervisor'), ('compliance', 'compliance officer'), ('administrator', 'administrator')], default='agent', max_length=16, verbose_name='role')),
                    ('team', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='servicing.team', verbose_name='team')),
                    ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                    ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ],
                options={
                    'abstract': False,
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."pgh_id" IS DISTINCT FROM NEW."pgh_id" OR OLD."pgh_created_at" IS DISTINCT FROM NEW."pgh_created_at" OR OLD."pgh_label" IS DISTINCT FROM NEW."pgh_label" OR OLD."pgh_obj_id" IS DISTINCT FROM NEW."pgh_obj_id" OR OLD."pgh_context" IS DISTINCT FROM NEW."pgh_context" OR OLD."username" IS DISTINCT FROM NEW."username" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."email" IS DISTINCT FROM NEW."email" OR OLD."role" IS DISTINCT FROM NEW."role" OR OLD."team_id" IS DISTINCT FROM NEW."team_id" OR OLD."is_active" IS DISTINCT FROM NEW."is_active" OR OLD."is_staff" IS DISTINCT FROM NEW."is_staff" OR OLD."is_superuser" IS DISTINCT FROM NEW."is_superuser")', execute='accounts_append_only()', func='RETURN NULL;', hash='b56a8e725d70ed247007c2c6f89d38b5c92320a6', operation='UPDATE', pgid='pgtrigger_stays_8bbfd', table='servicing_useredit', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='e9045cb39c513a3afdd0e9d6953748c5d476d258', operation='DELETE', pgid='pgtrigger_is_kept_835fd', table='servicing_useredit', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='6393547b52da7a8b7729922d2d7b7839ab1eb28d', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_1952c', table='servicing_useredit', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='UnlikelyEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('doubt', models.CharField(choices=[('above-statement', 'more is disputed than the statement asks for'), ('opened-later', 'the account was opened after the death'), ('spoken-later', 'a conversation is logged after the death'), ('far-day', 'the day lies far away')], max_length=16, verbose_name='doubt')),
                    ('figures', models.JSONField(verbose_name='figures')),
                    ('because', models.CharField(max_length=75, verbose_name='reason')),
                    ('amount', models.BigIntegerField(null=True, verbose_name='disputed amount')),
                    ('calendar_day', models.JSONField(null=True, verbose_name='day of a calendar')),
                    ('entered_by', models.CharField(max_length=150, verbose_name='entered by')),
                    ('entered_at', models.DateTimeField(verbose_name='entered at')),
                    ('confirmed', models.BooleanField(null=True, verbose_name='confirmed')),
                    ('decided_by', models.CharField(blank=True, max_length=150, verbose_name='decided by')),
                    ('decided_at', models.DateTimeField(null=True, verbose_name='decided at')),
                    ('refused_because', models.CharField(blank=True, max_length=200, verbose_name='why it is refused')),
                    ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.case')),
                    ('hold', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.hold')),
                ],
                options={
                    'verbose_name': 'unlikely entry',
                    'verbose_name_plural': 'unlikely entries',
                    'ordering': ['entered_at', 'id'],
                    'indexes': [models.Index(models.F('entered_at'), condition=models.Q(('decided_at', None)), name='unlikely_waiting')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('account__isnull', False), ('calendar_day__isnull', True), ('case', None), ('hold__isnull', False)), models.Q(('account__isnull', False), ('calendar_day__isnull', True), ('case__isnull', False), ('hold', None)), models.Q(('account', None), ('calendar_day__isnull', False), ('case', None), ('hold', None)), _connector='OR'), name='unlikely_entry_of_one_thing'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed__isnull', True), ('decided_at__isnull', True), ('decided_by', '')), models.Q(('confirmed__isnull', False), ('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='unlikely_entry_decided_by_somebody'), models.CheckConstraint(condition=models.Q(('confirmed', True), ('decided_by', models.F('entered_by')), _negated=True), name='unlikely_entry_confirmed_by_another')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."doubt" IS DISTINCT FROM NEW."doubt" OR OLD."figures" IS DISTINCT FROM NEW."figures" OR OLD."because" IS DISTINCT FROM NEW."because" OR OLD."account_id" IS DISTINCT FROM NEW."account_id" OR OLD."hold_id" IS DISTINCT FROM NEW."hold_id" OR OLD."case_id" IS DISTINCT FROM NEW."case_id" OR OLD."amount" IS DISTINCT FROM NEW."amount" OR OLD."calendar_day" IS DISTINCT FROM NEW."calendar_day" OR OLD."entered_by" IS DISTINCT FROM NEW."entered_by" OR OLD."entered_at" IS DISTINCT FROM NEW."entered_at" OR (OLD."confirmed" IS NOT NULL AND OLD."confirmed" IS DISTINCT FROM NEW."confirmed") OR (OLD."decided_by" <> \'\' AND OLD."decided_by" IS DISTINCT FROM NEW."decided_by") OR (OLD."decided_at" IS NOT NULL AND OLD."decided_at" IS DISTINCT FROM NEW."decided_at") OR (OLD."refused_because" <> \'\' AND OLD."refused_because" IS DISTINCT FROM NEW."refused_because"))', execute='accounts_append_only()', func='RETURN NULL;', hash='f1cffa061195567f3789128cebe9d66817574677', operation='UPDATE', pgid='pgtrigger_stays_23b06', table='servicing_unlikelyentry', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='2fe8835d7892e2a83fe61eaaae64d63dfa4b4f36', operation='DELETE', pgid='pgtrigger_is_kept_ff1eb', table='servicing_unlikelyentry', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='822ac8ec14d47e308230bd341e957070956c2409', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_34561', table='servicing_unlikelyentry', when='BEFORE')),
                    ],
                },
            ),
        ]),
    ]
