import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.db import migrations, models

from accounts.database.create_models import CreateModels


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('servicing_api', '0001_initial'),
        ('servicing_api', '0002_held_keys'),
        ('servicing_api', '0003_approved_tokens'),
        ('servicing_api', '0004_purged_events'),
    ]

    dependencies = [
        ('accounts', '0001_squashed_0040_name_disputed_amount_later'),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=64, verbose_name='system')),
                    ('prefix', models.CharField(db_collation='C', max_length=8, unique=True, verbose_name='prefix')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('read', 'read the book'), ('intake', 'load facts'), ('contact', 'ask the contact gate and log contacts'), ('write', 'promises and holds'), ('app', "take the messages of the bank's app"), ('webhooks', 'subscribe to events')], max_length=16), size=None, verbose_name='scopes')),
                    ('branches', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None, verbose_name='branches')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('made_by', models.CharField(blank=True, max_length=150, verbose_name='made by')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                    ('approved_by', models.CharField(blank=True, max_length=150, verbose_name='approved by')),
                    ('expires_at', models.DateTimeField(null=True, verbose_name='valid until')),
                    ('last_used_at', models.DateTimeField(null=True, verbose_name='last used')),
                    ('revoked_at', models.DateTimeField(null=True, verbose_name='revoked at')),
                    ('revoked_by', models.CharField(blank=True, max_length=150, verbose_name='revoked by')),
                ],
                options={
                    'verbose_name': 'token',
                    'verbose_name_plural': 'tokens',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('scopes__len__gt', 0)), name='api_token_has_a_scope'), models.CheckConstraint(condition=models.Q(('branches__len', 0), models.Q(('scopes__contains', ['intake']), _negated=True), _connector='OR'), name='api_token_of_a_branch_loads_nothing')],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."name" IS DISTINCT FROM NEW."name" OR OLD."prefix" IS DISTINCT FROM NEW."prefix" OR OLD."digest" IS DISTINCT FROM NEW."digest" OR OLD."scopes" IS DISTINCT FROM NEW."scopes" OR OLD."branches" IS DISTINCT FROM NEW."branches" OR OLD."made_at" IS DISTINCT FROM NEW."made_at" OR OLD."made_by" IS DISTINCT FROM NEW."made_by" OR OLD."expires_at" IS DISTINCT FROM NEW."expires_at" OR (OLD."approved_at" IS NOT NULL AND OLD."approved_at" IS DISTINCT FROM NEW."approved_at") OR (OLD."approved_by" <> \'\' AND OLD."approved_by" IS DISTINCT FROM NEW."approved_by") OR (OLD."revoked_at" IS NOT NULL AND OLD."revoked_at" IS DISTINCT FROM NEW."revoked_at") OR (OLD."revoked_by" <> \'\' AND OLD."revoked_by" IS DISTINCT FROM NEW."revoked_by"))', execute='accounts_append_only()', func='RETURN NULL;', hash='129fc22e52e03c631bb4c897ffe377e7a8da74c2', operation='UPDATE', pgid='pgtrigger_stays_31c4a', table='servicing_api_apitoken', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='6142ffd80487b5887716f5b73a46bd593568a292', operation='DELETE', pgid='pgtrigger_is_kept_8488a', table='servicing_api_apitoken', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='70a262565644a3a004dff16841fdb8eb3e77a55f', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_13d10', table='servicing_api_apitoken', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Event',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('type', models.CharField(max_length=32, verbose_name='event')),
                    ('source', models.CharField(db_collation='C', max_length=64, verbose_name='source')),
                    ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('data', models.JSONField(verbose_name='references')),
                    ('at', models.DateTimeField(verbose_name='at')),
                ],
                options={
                    'verbose_name': 'event',
                    'verbose_name_plural': 'events',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('type', 'source', 'account'), name='event_once', nulls_distinct=False)],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."type" IS DISTINCT FROM NEW."type" OR OLD."source" IS DISTINCT FROM NEW."source" OR OLD."account_id" IS DISTINCT FROM NEW."account_id" OR OLD."data" IS DISTINCT FROM NEW."data" OR OLD."at" IS DISTINCT FROM NEW."at")', execute='accounts_append_only()', func='RETURN NULL;', hash='389098a992162468a2175096538fd3dad1080143', operation='UPDATE', pgid='pgtrigger_stays_7275d', table='servicing_api_event', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(condition="WHEN (current_setting('servicing.purging', true) IS DISTINCT FROM 'on')", execute='accounts_append_only()', func='RETURN NULL;', hash='4353efa2819b7e9578aa4773ff0a4e87fcc9fa0d', operation='DELETE', pgid='pgtrigger_is_kept_76731', table='servicing_api_event', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='0ea04a676ccd4b98262f75de3206cb04ad703d4e', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_fbf81', table='servicing_api_event', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='Subscription',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('url', models.CharField(max_length=500, verbose_name='address')),
                    ('events', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=32), size=None, verbose_name='events')),
                    ('system', models.CharField(blank=True, max_length=64, verbose_name='system')),
                    ('branches', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=64), default=list, size=None, verbose_name='branches')),
                    ('made_at', models.DateTimeField(verbose_name='made at')),
                    ('made_by', models.CharField(max_length=150, verbose_name='made by')),
                    ('secret_number', models.PositiveSmallIntegerField(default=1, verbose_name='secret number')),
                    ('rotated_at', models.DateTimeField(null=True, verbose_name='secret replaced at')),
                    ('ended_at', models.DateTimeField(null=True, verbose_name='ended at')),
                    ('ended_by', models.CharField(blank=True, max_length=150, verbose_name='ended by')),
                    ('failures', models.PositiveSmallIntegerField(default=0, verbose_name='failures in a row')),
                    ('resumes_at', models.DateTimeField(null=True, verbose_name='resumes at')),
                    ('leased_until', models.DateTimeField(null=True, verbose_name='leased until')),
                ],
                options={
                    'verbose_name': 'subscription',
                    'verbose_name_plural': 'subscriptions',
                    'ordering': ['-pk'],
                    'triggers': [
                        pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM NEW."id" OR OLD."url" IS DISTINCT FROM NEW."url" OR OLD."events" IS DISTINCT FROM NEW."events" OR OLD."system" IS DISTINCT FROM NEW."system" OR OLD."branches" IS DISTINCT FROM NEW."branches" OR OLD."made_at" IS DISTINCT FROM NEW."made_at" OR OLD."made_by" IS DISTINCT FROM NEW."made_by" OR (OLD."ended_at" IS NOT NULL AND OLD."ended_at" IS DISTINCT FROM NEW."ended_at") OR (OLD."ended_by" <> \'\' AND OLD."ended_by" IS DISTINCT FROM NEW."ended_by"))', execute='accounts_append_only()', func='RETURN NULL;', hash='b147a5d9b9ae3e8ad815276622113726af6808e6', operation='UPDATE', pgid='pgtrigger_stays_15abe', table='servicing_api_subscription', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_kept', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='ddd5923346a6c63448269f24ac35410e4fada691', operation='DELETE', pgid='pgtrigger_is_kept_0254d', table='servicing_api_subscription', when='AFTER')),
                        pgtrigger.compiler.Trigger(name='is_not_emptied', sql=pgtrigger.compiler.UpsertTriggerSql(execute='accounts_append_only()', func='RETURN NULL;', hash='e598baddaeec6b4a6bde4f74260dc46bc91bb182', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_is_not_emptied_4a750', table='servicing_api_subscription', when='BEFORE')),
                    ],
                },
            ),
            migrations.CreateModel(
                name='EventSource',
                fields=[
                    ('name', models.CharField(max_length=16, primary_key=True, serialize=False)),
                    ('read_through', models.BigIntegerField(default=0, verbose_name='read through')),
                ],
                options={
                    'verbose_name': 'source of events',
                    'verbose_name_plural': 'sources of events',
                },
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('system', models.CharField(max_length=64, verbose_name='system')),
                    ('key', models.CharField(db_collation='C', max_length=255, verbose_name='key')),
                    ('fingerprint', models.CharField(max_length=64, verbose_name='SHA-256 of the request')),
                    ('posted_at', models.DateTimeField(verbose_name='posted at')),
                    ('status', models.PositiveSmallIntegerField(null=True, verbose_name='status')),
                    ('headers', models.JSONField(default=dict, verbose_name='headers')),
                    ('body', models.BinaryField(default=b'', verbose_name='answer')),
                ],
                options={
                    'verbose_name': 'idempotency key',
                    'verbose_name_plural': 'idempotency keys',
                    'indexes': [models.Index(fields=['posted_at'], name='idempotency_key_posted_at')],
                    'constraints': [models.UniqueConstraint(fields=('system', 'key'), name='idempotency_key_once')],
                },
            ),
            migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subscription', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='servicing_api.subscription')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='servicing_api.event')),
                    ('account', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.account')),
                    ('state', models.CharField(choices=[('waiting', 'waiting'), ('delivered', 'delivered'), ('failed', 'failed'), ('ended', 'not sent any more')], default='waiting', max_length=9, verbose_name='state')),
                    ('queued_at', models.DateTimeField(verbose_name='queued at')),
                    ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                    ('next_try_at', models.DateTimeField(verbose_name='next try at')),
                    ('tried_at', models.DateTimeField(null=True, verbose_name='last tried at')),
                    ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                ],
                options={
                    'verbose_name': 'delivery',
                    'verbose_name_plural': 'deliveries',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['subscription', 'id'], name='delivery_waiting'), models.Index(fields=['subscription', '-id'], name='delivery_of_subscription')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'delivered', 'failed', 'ended'])), name='delivery_state_is_listed'), models.CheckConstraint(condition=models.Q(('tried_at__isnull', True), ('tried_at__gte', models.F('queued_at')), _connector='OR'), name='delivery_tried_after_queued')],
                },
            ),
        ]),
    ]
