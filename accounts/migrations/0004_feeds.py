import django.db.models.deletion
from django.db import migrations, models


# What the days closed so far brought, as later closes will count it; the last of them are all that is asked for.
BROUGHT = [
    """
    INSERT INTO accounts_feedofday (day_id, kind, rows)
    WITH closed AS (
        SELECT day FROM accounts_businessday WHERE closed_at IS NOT NULL ORDER BY day DESC LIMIT 100
    ), known AS (
        SELECT known_on AS day, 'products' AS kind FROM accounts_policy
        UNION ALL SELECT known_on, 'accounts' FROM accounts_account
        UNION ALL SELECT known_on, 'statements' FROM accounts_billingcycle
        UNION ALL SELECT known_on, 'payments' FROM accounts_payment
        UNION ALL SELECT return_known_on, 'payments' FROM accounts_payment WHERE return_known_on > known_on
        UNION ALL SELECT known_on, 'reages' FROM accounts_reage
        UNION ALL SELECT withdraw_known_on, 'reages' FROM accounts_reage WHERE withdraw_known_on > known_on
        UNION ALL SELECT known_on, 'exits' FROM accounts_exit
    ), counted AS (
        SELECT day, kind, count(*) AS rows FROM known WHERE day >= (SELECT min(day) FROM closed) GROUP BY day, kind
    )
    SELECT c.day, k.kind, coalesce(n.rows, 0)
    FROM closed c
    CROSS JOIN (VALUES ('products'), ('accounts'), ('statements'), ('payments'), ('reages'), ('exits')) AS k (kind)
    LEFT JOIN counted n ON n.day = c.day AND n.kind = k.kind
    """,
    "UPDATE accounts_intakefile SET rows = loaded + unchanged + refused + conflicting",
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_restatement'),
    ]

    operations = [
        migrations.CreateModel(
            name='Doubt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('missing', 'Missing'), ('rows', 'Rows'), ('control-sum', 'Control Sum'), ('nothing', 'Nothing'), ('unusual', 'Unusual'), ('departures', 'Departures')], max_length=16, verbose_name='reason')),
                ('kind', models.CharField(blank=True, max_length=32, verbose_name='kind')),
                ('source', models.CharField(blank=True, max_length=500, verbose_name='source')),
                ('expected', models.DecimalField(decimal_places=4, max_digits=30, verbose_name='expected')),
                ('found', models.DecimalField(decimal_places=4, max_digits=30, verbose_name='found')),
            ],
            options={
                'verbose_name': 'doubt about a close',
                'verbose_name_plural': 'doubts about closes',
                'ordering': ['day', 'kind', 'source', 'code'],
            },
        ),
        migrations.CreateModel(
            name='ExpectedFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('business_date', models.DateField(verbose_name='business date')),
                ('kind', models.CharField(max_length=32, verbose_name='kind')),
                ('source', models.CharField(blank=True, max_length=64, verbose_name='source')),
                ('rows', models.IntegerField(verbose_name='rows')),
                ('control_sum', models.DecimalField(blank=True, decimal_places=4, max_digits=30, null=True, verbose_name='control sum')),
                ('declared_by', models.CharField(blank=True, max_length=150, verbose_name='declared by')),
            ],
            options={
                'verbose_name': 'expected feed',
                'verbose_name_plural': 'expected feeds',
                'ordering': ['business_date', 'kind', 'source'],
            },
        ),
        migrations.CreateModel(
            name='FeedOfDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=32, verbose_name='kind')),
                ('rows', models.IntegerField(verbose_name='rows')),
            ],
            options={
                'verbose_name': 'feed of a day',
                'verbose_name_plural': 'feeds of days',
                'ordering': ['day', 'kind'],
            },
        ),
        migrations.AddField(
            model_name='businessday',
            name='release_note',
            field=models.TextField(blank=True, verbose_name='note'),
        ),
        migrations.AddField(
            model_name='businessday',
            name='released_at',
            field=models.DateTimeField(null=True, verbose_name='released at'),
        ),
        migrations.AddField(
            model_name='businessday',
            name='released_by',
            field=models.CharField(blank=True, max_length=150, verbose_name='released by'),
        ),
        migrations.AddField(
            model_name='intakefile',
            name='business_date',
            field=models.DateField(null=True, verbose_name='business date'),
        ),
        migrations.AddField(
            model_name='intakefile',
            name='control_sum',
            field=models.DecimalField(decimal_places=4, max_digits=30, null=True, verbose_name='control sum'),
        ),
        migrations.AddField(
            model_name='intakefile',
            name='rows',
            field=models.IntegerField(default=0, verbose_name='rows'),
        ),
        migrations.AddIndex(
            model_name='intakefile',
            index=models.Index(fields=['business_date', 'kind'], name='file_of_date'),
        ),
        migrations.AddConstraint(
            model_name='businessday',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('release_note', ''), ('released_at__isnull', True), ('released_by', '')), models.Q(('closed_at__isnull', False), ('released_at__isnull', False), models.Q(('released_by', ''), _negated=True), models.Q(('release_note', ''), _negated=True)), _connector='OR'), name='day_release_names_who_and_why'),
        ),
        migrations.AddField(
            model_name='doubt',
            name='day',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='doubts', to='accounts.businessday'),
        ),
        migrations.AddConstraint(
            model_name='expectedfeed',
            constraint=models.UniqueConstraint(fields=('business_date', 'kind', 'source'), name='feed_once_per_source'),
        ),
        migrations.AddConstraint(
            model_name='expectedfeed',
            constraint=models.CheckConstraint(condition=models.Q(('rows__gte', 0)), name='feed_rows_not_negative'),
        ),
        migrations.AddField(
            model_name='feedofday',
            name='day',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='feeds', to='accounts.businessday'),
        ),
        migrations.AddConstraint(
            model_name='doubt',
            constraint=models.UniqueConstraint(fields=('day', 'code', 'kind', 'source'), name='doubt_once_per_feed'),
        ),
        migrations.AddConstraint(
            model_name='doubt',
            constraint=models.CheckConstraint(condition=models.Q(('code__in', ['missing', 'rows', 'control-sum', 'nothing', 'unusual', 'departures'])), name='doubt_code_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='feedofday',
            constraint=models.UniqueConstraint(fields=('day', 'kind'), name='feed_of_day_once_per_kind'),
        ),
        migrations.RunSQL(BROUGHT, migrations.RunSQL.noop),
    ]
