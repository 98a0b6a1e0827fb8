import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=64, verbose_name='account')),
                ('language', models.CharField(blank=True, max_length=20, verbose_name='language')),
                ('time_zone', models.CharField(max_length=64, verbose_name='time zone')),
                ('opened_on', models.DateField(verbose_name='opened on')),
                ('known_on', models.DateField(default=datetime.date(1, 1, 1), verbose_name='known on')),
                ('credit_limit', models.BigIntegerField(null=True, verbose_name='credit limit')),
                ('last4', models.CharField(max_length=4, verbose_name='last four digits')),
                ('branch', models.CharField(blank=True, max_length=64, verbose_name='branch')),
            ],
            options={
                'verbose_name': 'account',
                'verbose_name_plural': 'accounts',
            },
        ),
        migrations.CreateModel(
            name='BusinessDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='business date')),
                ('started_at', models.DateTimeField(verbose_name='started at')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='closed at')),
                ('looked_at', models.IntegerField(default=0, verbose_name='accounts looked at')),
                ('moved', models.IntegerField(default=0, verbose_name='accounts moved')),
                ('set_aside', models.IntegerField(default=0, verbose_name='accounts set aside')),
            ],
            options={
                'verbose_name': 'business day',
                'verbose_name_plural': 'business days',
                'get_latest_by': 'day',
            },
        ),
        migrations.CreateModel(
            name='IntakeFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='file')),
                ('kind', models.CharField(max_length=32, verbose_name='kind')),
                ('sha256', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('offered_at', models.DateTimeField(verbose_name='offered at')),
                ('loaded', models.IntegerField(verbose_name='loaded')),
                ('unchanged', models.IntegerField(verbose_name='unchanged')),
                ('refused', models.IntegerField(verbose_name='refused')),
                ('conflicting', models.IntegerField(verbose_name='conflicting')),
            ],
            options={
                'verbose_name': 'intake file',
                'verbose_name_plural': 'intake files',
                'ordering': ['-offered_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='SetAside',
            fields=[
                ('account', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='set_aside', serialize=False, to='accounts.account')),
                ('since', models.DateField(verbose_name='since')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'account set aside',
                'verbose_name_plural': 'accounts set aside',
            },
        ),
        migrations.CreateModel(
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('email', models.CharField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('reference', models.CharField(db_collation='C', max_length=64, verbose_name='customer')),
                ('phone_digits', models.GeneratedField(db_persist=True, expression=models.Func('phone', models.Value('\\D'), models.Value(''), models.Value('g'), function='regexp_replace'), output_field=models.CharField(max_length=40))),
            ],
            options={
                'verbose_name': 'customer',
                'verbose_name_plural': 'customers',
                'indexes': [models.Index(django.db.models.functions.text.Lower('email'), name='customer_email'), models.Index(fields=['phone_digits'], name='customer_phone_digits')],
                'constraints': [models.UniqueConstraint(fields=('reference',), name='customer_reference')],
            },
        ),
        migrations.CreateModel(
            name='FormerDetails',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('email', models.CharField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='phone')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('replaced_at', models.DateTimeField(verbose_name='replaced at')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_details', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'former contact details',
                'verbose_name_plural': 'former contact details',
                'ordering': ['-replaced_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Product',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=64, unique=True, verbose_name='product')),
                ('jurisdiction', models.CharField(max_length=16, verbose_name='jurisdiction')),
                ('currency', models.CharField(max_length=3, verbose_name='currency')),
            ],
            options={
                'verbose_name': 'product',
                'verbose_name_plural': 'products',
                'constraints': [models.CheckConstraint(condition=models.Q(('currency__regex', '^[A-Z]{3}$')), name='product_currency_is_a_code')],
            },
        ),
        migrations.AddField(
            model_name='account',
            name='product',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='accounts.product', verbose_name='product'),
        ),
        migrations.CreateModel(
            name='ReAge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='on')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('withdrawn_on', models.DateField(blank=True, null=True, verbose_name='withdrawn on')),
                ('withdraw_known_on', models.DateField(blank=True, null=True, verbose_name='withdrawal known on')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reages', to='accounts.account')),
            ],
            options={
                'verbose_name': 're-age',
                'verbose_name_plural': 're-ages',
                'ordering': ['on'],
            },
        ),
        migrations.CreateModel(
            name='StageChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='on')),
                ('from_stage', models.CharField(blank=True, max_length=8, verbose_name='from')),
                ('to_stage', models.CharField(blank=True, max_length=8, verbose_name='to')),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=16), size=None, verbose_name='why')),
                ('rule_version', models.PositiveSmallIntegerField(verbose_name='rule version')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stage_changes', to='accounts.account')),
            ],
            options={
                'verbose_name': 'stage change',
                'verbose_name_plural': 'stage changes',
                'ordering': ['on'],
            },
        ),
        migrations.CreateModel(
            name='StageSpan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_before', models.DateField(null=True, verbose_name='until before')),
                ('stage', models.CharField(max_length=8, verbose_name='stage')),
                ('stage_since', models.DateField(null=True, verbose_name='stage since')),
                ('past_due', models.BigIntegerField(verbose_name='past due')),
                ('statements_missed', models.PositiveSmallIntegerField(verbose_name='statements missed')),
                ('oldest_missed_statement', models.DateField(null=True, verbose_name='oldest missed statement')),
                ('oldest_missed_due', models.DateField(null=True, verbose_name='its effective due date')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='spans', to='accounts.account')),
            ],
            options={
                'verbose_name': 'stage span',
                'verbose_name_plural': 'stage spans',
                'ordering': ['starts_on'],
            },
        ),
        migrations.CreateModel(
            name='BillingCycle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement_date', models.DateField(verbose_name='statement date')),
                ('due_date', models.DateField(verbose_name='due date')),
                ('balance', models.BigIntegerField(verbose_name='statement balance')),
                ('minimum_due', models.BigIntegerField(verbose_name='minimum due')),
                ('past_due', models.BigIntegerField(verbose_name='past due')),
                ('sent_on', models.DateField(verbose_name='sent on')),
                ('principal', models.BigIntegerField(null=True, verbose_name='principal')),
                ('interest', models.BigIntegerField(null=True, verbose_name='interest')),
                ('fees', models.BigIntegerField(null=True, verbose_name='fees')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('stated_known_on', models.DateField(verbose_name='known on, by the issuer')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cycles', to='accounts.account')),
            ],
            options={
                'verbose_name': 'billing cycle',
                'verbose_name_plural': 'billing cycles',
                'ordering': ['statement_date', 'known_on', 'stated_known_on'],
                'indexes': [models.Index(fields=['statement_date'], name='cycle_statement_date'), models.Index(fields=['due_date'], name='cycle_due_date'), models.Index(fields=['sent_on'], name='cycle_sent_on'), models.Index(fields=['known_on'], name='cycle_known_on')],
                'constraints': [models.UniqueConstraint(fields=('account', 'statement_date', 'known_on', 'stated_known_on'), include=('due_date', 'sent_on', 'minimum_due', 'past_due', 'balance'), name='cycle_version'), models.CheckConstraint(condition=models.Q(('due_date__gt', models.F('statement_date'))), name='cycle_due_after_statement'), models.CheckConstraint(condition=models.Q(('sent_on__gte', models.F('statement_date'))), name='cycle_sent_not_before'), models.CheckConstraint(condition=models.Q(('past_due__gte', 0), ('past_due__lte', models.F('minimum_due'))), name='cycle_past_due_within_minimum')],
            },
        ),
        migrations.CreateModel(
            name='Break',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('statement_date', models.DateField(verbose_name='statement date')),
                ('printed', models.BigIntegerField(verbose_name='printed')),
                ('ours', models.BigIntegerField(null=True, verbose_name='ours')),
                ('cause', models.CharField(choices=[('statement-day-payment', 'payment on the statement day'), ('backdated-payment', 'payment credited from an earlier day'), ('return', 'returned payment'), ('corrected-statement', 'corrected statement'), ('re-age', 're-age'), ('opening-cycle', 'opening cycle assumed one month back'), ('lower-print', 'printed lower without a credit'), ('higher-print', 'printed higher than what was unpaid')], max_length=32, verbose_name='likely cause')),
                ('owner', models.CharField(blank=True, max_length=150, verbose_name='owner')),
                ('found_on', models.DateField(verbose_name='found on')),
                ('settled_on', models.DateField(null=True, verbose_name='settled on')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='breaks', to='accounts.account')),
            ],
            options={
                'verbose_name': 'break',
                'verbose_name_plural': 'breaks',
                'indexes': [models.Index(condition=models.Q(('settled_on__isnull', True)), fields=['-statement_date', 'account'], name='break_open')],
                'constraints': [models.UniqueConstraint(fields=('account', 'statement_date'), name='break_once_per_statement')],
            },
        ),
        migrations.CreateModel(
            name='DayTally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(max_length=8, verbose_name='stage')),
                ('opening', models.IntegerField(verbose_name='opening')),
                ('entered', models.IntegerField(verbose_name='entered')),
                ('moved_in', models.IntegerField(verbose_name='moved in')),
                ('moved_out', models.IntegerField(verbose_name='moved out')),
                ('departed', models.IntegerField(verbose_name='left')),
                ('closing', models.IntegerField(verbose_name='closing')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='accounts.businessday')),
            ],
            options={
                'verbose_name': 'tally of a day',
                'verbose_name_plural': 'tallies of days',
                'constraints': [models.UniqueConstraint(fields=('day', 'stage'), name='tally_once_per_stage'), models.CheckConstraint(condition=models.Q(('closing', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('opening'), '+', models.F('entered')), '+', models.F('moved_in')), '-', models.F('moved_out')), '-', models.F('departed')))), name='tally_adds_up')],
            },
        ),
        migrations.CreateModel(
            name='Exit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='on')),
                ('reason', models.CharField(choices=[('closed', 'closed'), ('charged-off', 'charged off'), ('sold', 'sold'), ('placed', 'placed'), ('recalled', 'recalled')], max_length=16, verbose_name='reason')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exits', to='accounts.account')),
            ],
            options={
                'verbose_name': 'exit',
                'verbose_name_plural': 'exits',
                'ordering': ['on'],
                'indexes': [models.Index(fields=['known_on'], name='exit_known_on'), models.Index(fields=['on'], name='exit_on')],
                'constraints': [models.UniqueConstraint(fields=('account', 'on'), name='exit_once_per_day'), models.CheckConstraint(condition=models.Q(('reason__in', ['closed', 'charged-off', 'sold', 'placed', 'recalled'])), name='exit_reason_is_listed')],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('cardholder', 'cardholder'), ('joint-holder', 'joint holder'), ('supplementary-holder', 'supplementary holder'), ('guarantor', 'guarantor'), ('authorised-representative', 'authorised representative'), ('executor', 'executor'), ('trustee', 'trustee')], max_length=32, verbose_name='role')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='accounts.account')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parties', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'party',
                'verbose_name_plural': 'parties',
                'constraints': [models.UniqueConstraint(fields=('account', 'customer', 'role'), name='party_once_per_role'), models.UniqueConstraint(condition=models.Q(('role', 'cardholder')), fields=('account',), include=('customer',), name='party_one_cardholder'), models.CheckConstraint(condition=models.Q(('role__in', ['cardholder', 'joint-holder', 'supplementary-holder', 'guarantor', 'authorised-representative', 'executor', 'trustee'])), name='party_role_is_listed')],
            },
        ),
        migrations.CreateModel(
            name='Payment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=64, verbose_name='payment')),
                ('posted_on', models.DateField(verbose_name='posted on')),
                ('value_on', models.DateField(verbose_name='credited from')),
                ('amount', models.BigIntegerField(verbose_name='amount')),
                ('kind', models.CharField(choices=[('payment', 'payment'), ('credit', 'credit'), ('fee-waiver', 'fee waiver')], default='payment', max_length=16, verbose_name='kind')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('returned_on', models.DateField(null=True, verbose_name='returned on')),
                ('return_known_on', models.DateField(null=True, verbose_name='return known on')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='payments', to='accounts.account')),
            ],
            options={
                'verbose_name': 'payment',
                'verbose_name_plural': 'payments',
                'ordering': ['posted_on', 'id'],
                'indexes': [models.Index(fields=['account', 'posted_on'], include=('value_on', 'amount', 'known_on', 'returned_on', 'return_known_on'), name='payment_of_account'), models.Index(fields=['known_on'], name='payment_known_on'), models.Index(fields=['value_on'], name='payment_value_on'), models.Index(condition=models.Q(('returned_on__isnull', False)), fields=['returned_on'], include=('account',), name='payment_returned_on'), models.Index(condition=models.Q(('return_known_on__isnull', False)), fields=['return_known_on'], include=('account',), name='payment_return_known_on')],
                'constraints': [models.UniqueConstraint(fields=('reference',), name='payment_reference'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payment_amount_positive'), models.CheckConstraint(condition=models.Q(('value_on__lte', models.F('posted_on'))), name='payment_value_not_later'), models.CheckConstraint(condition=models.Q(('returned_on__gte', models.F('posted_on'))), name='payment_returned_after'), models.CheckConstraint(condition=models.Q(models.Q(('return_known_on__isnull', True), ('returned_on__isnull', True)), models.Q(('return_known_on__isnull', False), ('returned_on__isnull', False)), _connector='OR'), name='payment_return_is_known'), models.CheckConstraint(condition=models.Q(('kind__in', ['payment', 'credit', 'fee-waiver'])), name='payment_kind_is_listed')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('effective_from', models.DateField(default=datetime.date(1, 1, 1), verbose_name='effective from')),
                ('grace_days', models.PositiveSmallIntegerField(verbose_name='grace days')),
                ('tolerance', models.BigIntegerField(verbose_name='tolerance')),
                ('least_days', models.PositiveSmallIntegerField(default=0, verbose_name='least days from sending')),
                ('known_on', models.DateField(default=datetime.date(1, 1, 1), verbose_name='known on')),
                ('product', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='accounts.product')),
            ],
            options={
                'verbose_name': 'policy',
                'verbose_name_plural': 'policies',
                'constraints': [models.UniqueConstraint(fields=('product', 'effective_from', 'known_on'), name='policy_once_per_day_and_known_day'), models.CheckConstraint(condition=models.Q(('tolerance__gte', 0)), name='policy_tolerance_not_negative')],
            },
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['opened_on'], name='account_opened_on'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['known_on'], name='account_known_on'),
        ),
        migrations.AddIndex(
            model_name='account',
            index=models.Index(fields=['last4'], name='account_last4'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('reference',), name='account_reference'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('last4__regex', '^[0-9]{4}$')), name='account_last4_is_four_digits'),
        ),
        migrations.AddConstraint(
            model_name='account',
            constraint=models.CheckConstraint(condition=models.Q(('credit_limit__gte', 0)), name='account_limit_not_negative'),
        ),
        migrations.AddIndex(
            model_name='reage',
            index=models.Index(fields=['known_on'], name='reage_known_on'),
        ),
        migrations.AddIndex(
            model_name='reage',
            index=models.Index(fields=['on'], name='reage_on'),
        ),
        migrations.AddIndex(
            model_name='reage',
            index=models.Index(condition=models.Q(('withdraw_known_on__isnull', False)), fields=['withdraw_known_on'], name='reage_withdraw_known_on'),
        ),
        migrations.AddConstraint(
            model_name='reage',
            constraint=models.UniqueConstraint(fields=('account', 'on'), name='reage_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='reage',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_on__gte', models.F('on'))), name='reage_withdrawn_after'),
        ),
        migrations.AddConstraint(
            model_name='reage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdraw_known_on__isnull', True), ('withdrawn_on__isnull', True)), models.Q(('withdraw_known_on__isnull', False), ('withdrawn_on__isnull', False)), _connector='OR'), name='reage_withdrawal_is_known'),
        ),
        migrations.AddIndex(
            model_name='stagechange',
            index=models.Index(fields=['on'], name='change_on'),
        ),
        migrations.AddConstraint(
            model_name='stagechange',
            constraint=models.UniqueConstraint(fields=('account', 'on'), name='change_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='stagechange',
            constraint=models.CheckConstraint(condition=models.Q(('from_stage', models.F('to_stage')), _negated=True), name='change_moves'),
        ),
        migrations.AddConstraint(
            model_name='stagechange',
            constraint=models.CheckConstraint(condition=models.Q(('from_stage__in', ['', 'CURRENT', 'M0', 'M1', 'M2', 'M3']), ('to_stage__in', ['', 'CURRENT', 'M0', 'M1', 'M2', 'M3'])), name='change_stages_are_listed'),
        ),
        migrations.AddIndex(
            model_name='stagespan',
            index=models.Index(fields=['ends_before', 'starts_on'], include=('stage', 'account'), name='span_of_day'),
        ),
        migrations.AddIndex(
            model_name='stagespan',
            index=models.Index(condition=models.Q(('ends_before__isnull', True)), fields=['stage', 'oldest_missed_due', 'account'], name='span_open_by_stage'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.UniqueConstraint(fields=('account', 'starts_on'), name='span_once_per_day'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.UniqueConstraint(condition=models.Q(('ends_before__isnull', True)), fields=('account',), name='span_one_open'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.CheckConstraint(condition=models.Q(('ends_before__gt', models.F('starts_on'))), name='span_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ('CURRENT', 'M0', 'M1', 'M2', 'M3'))), name='span_stage_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.CheckConstraint(condition=models.Q(('past_due__gte', 0)), name='span_past_due_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='stagespan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('oldest_missed_due__isnull', True), ('oldest_missed_statement__isnull', True), ('stage', 'CURRENT'), ('statements_missed', 0)), models.Q(models.Q(('stage', 'CURRENT'), _negated=True), ('oldest_missed_due__isnull', False), ('oldest_missed_statement__isnull', False), ('past_due__gt', 0), ('statements_missed__gte', 1)), _connector='OR'), name='span_current_means_nothing_missed'),
        ),
    ]
