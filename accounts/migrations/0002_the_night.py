import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


# The tallies become tallies by product: counted again from the stage changes, weighed from spans and cycles.
BY_PRODUCT = [
    """
    WITH change AS (
        SELECT c."on" AS day, a.product_id, s.stage,
               count(*) FILTER (WHERE c.to_stage = s.stage AND c.from_stage = '') AS entered,
               count(*) FILTER (WHERE c.to_stage = s.stage AND c.from_stage <> '') AS moved_in,
               count(*) FILTER (WHERE c.from_stage = s.stage AND c.to_stage <> '') AS moved_out,
               count(*) FILTER (WHERE c.from_stage = s.stage AND c.to_stage = '') AS departed
        FROM accounts_stagechange c
        JOIN accounts_account a ON a.id = c.account_id
        CROSS JOIN LATERAL (VALUES (c.from_stage), (c.to_stage)) AS s (stage)
        GROUP BY 1, 2, 3
    ), stood AS (
        SELECT b.day, a.product_id, s.stage, sum(coalesce(c.balance, 0)) AS balance, sum(s.past_due) AS past_due
        FROM accounts_businessday b
        JOIN accounts_stagespan s ON s.starts_on <= b.day AND (s.ends_before IS NULL OR s.ends_before > b.day)
        JOIN accounts_account a ON a.id = s.account_id
        LEFT JOIN LATERAL (
            SELECT c.balance FROM accounts_billingcycle c
            WHERE c.account_id = a.id AND c.statement_date <= b.day AND c.known_on <= b.day
            ORDER BY c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
            LIMIT 1
        ) c ON true
        WHERE b.closed_at IS NOT NULL
        GROUP BY 1, 2, 3
    ), counted AS (
        SELECT b.day, p.id AS product_id, s.stage, coalesce(c.entered, 0) AS entered,
               coalesce(c.moved_in, 0) AS moved_in, coalesce(c.moved_out, 0) AS moved_out,
               coalesce(c.departed, 0) AS departed, coalesce(d.balance, 0) AS balance,
               coalesce(d.past_due, 0) AS past_due
        FROM accounts_businessday b
        CROSS JOIN accounts_product p
        CROSS JOIN unnest(ARRAY['CURRENT', 'M0', 'M1', 'M2', 'M3']) AS s (stage)
        LEFT JOIN change c ON c.day = b.day AND c.product_id = p.id AND c.stage = s.stage
        LEFT JOIN stood d ON d.day = b.day AND d.product_id = p.id AND d.stage = s.stage
        WHERE b.closed_at IS NOT NULL
    ), summed AS (
        SELECT *, sum(entered + moved_in - moved_out - departed)
                      OVER (PARTITION BY product_id, stage ORDER BY day) AS closing
        FROM counted
    )
    INSERT INTO accounts_daytally (day_id, product_id, stage, opening, entered, moved_in, moved_out, departed,
                                   closing, balance, past_due)
    SELECT day, product_id, stage, closing - entered - moved_in + moved_out + departed, entered, moved_in, moved_out,
           departed, closing, balance, past_due
    FROM summed
    """,
    "DELETE FROM accounts_daytally WHERE product_id IS NULL",
    "SET CONSTRAINTS ALL IMMEDIATE",
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ClosingShard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(verbose_name='shard')),
                ('first_account', models.BigIntegerField(verbose_name='first account id')),
                ('last_account', models.BigIntegerField(verbose_name='last account id')),
                ('accounts', models.IntegerField(verbose_name='accounts')),
                ('worker', models.CharField(blank=True, max_length=200, verbose_name='worker')),
                ('attempt', models.IntegerField(default=0, verbose_name='attempt')),
                ('leased_until', models.DateTimeField(null=True, verbose_name='leased until')),
                ('done_at', models.DateTimeField(null=True, verbose_name='done at')),
            ],
            options={
                'verbose_name': 'shard of a close',
                'verbose_name_plural': 'shards of closes',
            },
        ),
        migrations.CreateModel(
            name='LookedAt',
            fields=[
                ('account_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('why', models.IntegerField(verbose_name='why')),
                ('counts_from', models.DateField(null=True, verbose_name='counts from')),
            ],
            options={
                'verbose_name': 'account looked at',
                'verbose_name_plural': 'accounts looked at',
            },
        ),
        migrations.CreateModel(
            name='Moved',
            fields=[
                ('account_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None, verbose_name='why')),
                ('span', models.BigIntegerField(null=True)),
                ('from_stage', models.CharField(max_length=8)),
                ('to_stage', models.CharField(max_length=8)),
                ('stage_since', models.DateField(null=True)),
                ('past_due', models.BigIntegerField(null=True)),
                ('statements_missed', models.IntegerField(null=True)),
                ('oldest_missed_statement', models.DateField(null=True)),
                ('oldest_missed_due', models.DateField(null=True)),
                ('problem', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'verbose_name': 'account moved',
                'verbose_name_plural': 'accounts moved',
            },
        ),
        migrations.CreateModel(
            name='ShardTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=8, verbose_name='stage')),
                ('entered', models.IntegerField(verbose_name='entered')),
                ('moved_in', models.IntegerField(verbose_name='moved in')),
                ('moved_out', models.IntegerField(verbose_name='moved out')),
                ('departed', models.IntegerField(verbose_name='left')),
                ('balance', models.BigIntegerField(verbose_name='balance')),
                ('past_due', models.BigIntegerField(verbose_name='past due')),
            ],
            options={
                'verbose_name': 'tally of a shard',
                'verbose_name_plural': 'tallies of shards',
            },
        ),
        migrations.RemoveConstraint(
            model_name='daytally',
            name='tally_once_per_stage',
        ),
        migrations.RemoveIndex(
            model_name='billingcycle',
            name='cycle_sent_on',
        ),
        migrations.RemoveIndex(
            model_name='billingcycle',
            name='cycle_known_on',
        ),
        migrations.RemoveIndex(
            model_name='payment',
            name='payment_known_on',
        ),
        migrations.AddField(
            model_name='businessday',
            name='listed_at',
            field=models.DateTimeField(null=True, verbose_name='listed at'),
        ),
        migrations.AddField(
            model_name='businessday',
            name='resumed',
            field=models.IntegerField(default=0, verbose_name='shards resumed'),
        ),
        migrations.AddField(
            model_name='daytally',
            name='balance',
            field=models.BigIntegerField(default=0, verbose_name='balance'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='daytally',
            name='past_due',
            field=models.BigIntegerField(default=0, verbose_name='past due'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='daytally',
            name='product',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product'),
        ),
        migrations.RunSQL(BY_PRODUCT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='daytally',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product'),
        ),
        migrations.AlterField(
            model_name='daytally',
            name='day',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='accounts.businessday'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['time_zone'], name='account_time_zone'),
        ),
        migrations.AddIndex(
            model_name='billingcycle',
            index=models.Index(condition=models.Q(('sent_on__gt', models.F('statement_date'))), fields=['sent_on'], name='cycle_sent_later'),
        ),
        migrations.AddIndex(
            model_name='billingcycle',
            index=models.Index(condition=models.Q(('known_on__gt', models.F('statement_date'))), fields=['known_on'], name='cycle_known_later'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('known_on__gt', models.F('value_on'))), fields=['known_on'], name='payment_known_later'),
        ),
        migrations.AddIndex(
            model_name='payment',
            index=models.Index(condition=models.Q(('returned_on__isnull', False)), fields=['account'], include=('posted_on', 'known_on', 'returned_on', 'return_known_on'), name='payment_returned'),
        ),
        migrations.AddConstraint(
            model_name='daytally',
            constraint=models.UniqueConstraint(fields=('day', 'product', 'stage'), name='tally_once_per_stage'),
        ),
        migrations.AddConstraint(
            model_name='daytally',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('CURRENT', 'M0', 'M1', 'M2', 'M3'))), name='tally_stage_is_listed'),
        ),
        migrations.AddField(
            model_name='closingshard',
            name='day',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='shards', to='accounts.businessday'),
        ),
        migrations.AddField(
            model_name='shardtally',
            name='product',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product'),
        ),
        migrations.AddField(
            model_name='shardtally',
            name='shard',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='accounts.closingshard'),
        ),
        migrations.AddIndex(
            model_name='closingshard',
            index=models.Index(condition=models.Q(('done_at__isnull', True)), fields=['day'], name='closing_shard_open'),
        ),
        migrations.AddConstraint(
            model_name='closingshard',
            constraint=models.UniqueConstraint(fields=('day', 'number'), name='closing_shard_once'),
        ),
    ]
