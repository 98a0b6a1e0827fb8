import datetime
import re
import unicodedata
from itertools import groupby
from operator import itemgetter

import django.db.models.deletion
import phonenumbers
from django.db import migrations, models
from django.db.models.functions import Reverse


# Every version of what the file said of a person, oldest first, and the jurisdiction of one of their accounts.
SAID = """
WITH first AS (SELECT coalesce(min(offered_at), now()) AS loaded FROM accounts_intakefile WHERE kind = 'accounts'),
word AS (
    SELECT customer_id, replaced_at AS until, id, email, phone, address FROM accounts_formerdetails
    UNION ALL
    SELECT id, NULL, NULL, email, phone, address FROM accounts_customer
)
SELECT w.customer_id, coalesce(lag(w.until) OVER life, least(first.loaded, w.until)), w.until,
       w.email, w.phone, w.address,
       (SELECT p.jurisdiction FROM accounts_party h
        JOIN accounts_account a ON a.id = h.account_id
        JOIN accounts_product p ON p.id = a.product_id
        WHERE h.customer_id = w.customer_id LIMIT 1)
FROM word w
CROSS JOIN first
WINDOW life AS (PARTITION BY w.customer_id ORDER BY w.until NULLS LAST, w.id)
ORDER BY w.customer_id, w.until NULLS LAST, w.id
"""
NAMES = """
INSERT INTO accounts_formername (customer_id, name, replaced_at)
SELECT customer_id, name, replaced_at
FROM (
    SELECT f.customer_id, f.name, f.replaced_at,
           lead(f.name, 1, c.name) OVER (PARTITION BY f.customer_id ORDER BY f.replaced_at, f.id) AS next
    FROM accounts_formerdetails f
    JOIN accounts_customer c ON c.id = f.customer_id
) n
WHERE name <> next
"""


# Numbers and e-mail addresses in one form, as this migration first wrote them.
PLAIN = re.compile(r"\+(?:1[2-9]\d{2}[2-9]\d{6}|861[3-9]\d{9}|44[1-9]\d{9})", re.ASCII)


def normal(value, jurisdiction):
    if PLAIN.fullmatch(value):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    return plain.lower() if "@" in plain else telephone(plain, jurisdiction[:2].upper())


def telephone(value, country):
    digits = "".join(character for character in value if character.isdecimal())
    try:
        parsed = phonenumbers.parse(value, country if country in phonenumbers.SUPPORTED_REGIONS else None)
    except phonenumbers.NumberParseException:
        return digits
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return digits
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def move(apps, schema_editor):
    """Details become contact points, one for each unbroken run in which the file said the same."""
    contact_point = apps.get_model("accounts", "ContactPoint")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(NAMES)
        cursor.execute(SAID)
        points = []
        for _, versions in groupby(iter(cursor.fetchone, None), key=itemgetter(0)):
            points += runs(contact_point, list(versions))
            if len(points) > 10_000:
                contact_point.objects.bulk_create(points)
                points = []
        contact_point.objects.bulk_create(points)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def runs(contact_point, versions):
    """The contact points of one person. A version: customer, since, until, the three details, jurisdiction."""
    for place, kind in enumerate(("email", "phone", "address"), start=3):
        for value, run in groupby(versions, key=itemgetter(place)):
            first, *_, last = [*run] * 2
            if value:
                yield contact_point(
                    customer_id=first[0], kind=kind, value=value, source="intake", since=first[1], until=last[2],
                    normal="" if kind == "address" else normal(value, first[6] or ""),
                )


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_calendars'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('call', 'call'), ('sms', 'text message'), ('email', 'e-mail'), ('app', 'app'), ('letter', 'letter')], max_length=8, verbose_name='channel')),
                ('given', models.BooleanField(verbose_name='given')),
                ('on', models.DateField(verbose_name='on')),
                ('how', models.CharField(max_length=200, verbose_name='how it was said')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(max_length=150, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'ordering': ['-on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ContactPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', 'telephone'), ('email', 'e-mail'), ('address', 'address'), ('app', 'app')], max_length=8, verbose_name='kind')),
                ('value', models.TextField(verbose_name='as it was given')),
                ('normal', models.CharField(blank=True, db_collation='C', max_length=254, verbose_name='in its one form')),
                ('source', models.CharField(choices=[('intake', 'file'), ('staff', 'staff'), ('customer', 'customer')], max_length=8, verbose_name='source')),
                ('since', models.DateTimeField(verbose_name='since')),
                ('until', models.DateTimeField(null=True, verbose_name='replaced at')),
                ('entered_by', models.CharField(blank=True, max_length=150, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'contact detail',
                'verbose_name_plural': 'contact details',
                'ordering': ['kind', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ContactRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('verified', 'verified'), ('stopped', 'not to be used'), ('resumed', 'to be used again')], max_length=8, verbose_name='what')),
                ('on', models.DateField(verbose_name='on')),
                ('note', models.CharField(max_length=200, verbose_name='how or why')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('entered_by', models.CharField(max_length=150, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'remark on a contact detail',
                'verbose_name_plural': 'remarks on contact details',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='FormerName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('replaced_at', models.DateTimeField(verbose_name='replaced at')),
            ],
            options={
                'verbose_name': 'former name',
                'verbose_name_plural': 'former names',
                'ordering': ['-replaced_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Mandate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=64, verbose_name='mandate')),
                ('kind', models.CharField(choices=[('full', 'statement balance'), ('minimum', 'minimum due'), ('fixed', 'fixed amount')], max_length=8, verbose_name='kind')),
                ('amount', models.BigIntegerField(null=True, verbose_name='amount')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(null=True, verbose_name='last day')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('end_known_on', models.DateField(null=True, verbose_name='end known on')),
                ('entered_at', models.DateTimeField(null=True, verbose_name='entered at')),
                ('entered_by', models.CharField(blank=True, db_default='', max_length=150, verbose_name='entered by')),
                ('ended_by', models.CharField(blank=True, db_default='', max_length=150, verbose_name='ended by')),
            ],
            options={
                'verbose_name': 'mandate',
                'verbose_name_plural': 'mandates',
                'ordering': ['-starts_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='PendingPayment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=64, verbose_name='pending payment')),
                ('due_on', models.DateField(verbose_name='due on')),
                ('amount', models.BigIntegerField(verbose_name='amount')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('outcome', models.CharField(blank=True, choices=[('cleared', 'cleared'), ('returned', 'returned'), ('cancelled', 'cancelled')], max_length=16, verbose_name='outcome')),
                ('outcome_on', models.DateField(null=True, verbose_name='outcome on')),
                ('outcome_known_on', models.DateField(null=True, verbose_name='outcome known on')),
            ],
            options={
                'verbose_name': 'pending payment',
                'verbose_name_plural': 'pending payments',
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='PreferredTime',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weekdays', models.CharField(max_length=7, verbose_name='days of the week')),
                ('opens', models.TimeField(verbose_name='from')),
                ('closes', models.TimeField(verbose_name='until')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
                ('entered_by', models.CharField(max_length=150, verbose_name='entered by')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
                ('withdrawn_by', models.CharField(blank=True, max_length=150, verbose_name='withdrawn by')),
            ],
            options={
                'verbose_name': 'preferred time',
                'verbose_name_plural': 'preferred times',
                'ordering': ['weekdays', 'opens', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Wish',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('language', 'language'), ('time-zone', 'time zone')], max_length=16, verbose_name='kind')),
                ('value', models.CharField(blank=True, max_length=64, verbose_name='wish')),
                ('said_at', models.DateTimeField(verbose_name='said at')),
                ('entered_by', models.CharField(blank=True, max_length=150, verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'wish',
                'verbose_name_plural': 'wishes',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='WrongNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('value', models.CharField(db_collation='C', max_length=254, verbose_name='number or e-mail')),
                ('wrong', models.BooleanField(verbose_name='wrong')),
                ('reason', models.CharField(max_length=200, verbose_name='reason')),
                ('marked_at', models.DateTimeField(verbose_name='marked at')),
                ('marked_by', models.CharField(max_length=150, verbose_name='marked by')),
            ],
            options={
                'verbose_name': 'wrong number',
                'verbose_name_plural': 'wrong numbers',
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='party',
            name='party_once_per_role',
        ),
        migrations.AddField(
            model_name='party',
            name='ended_by',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='ended by'),
        ),
        migrations.AddField(
            model_name='party',
            name='entered_at',
            field=models.DateTimeField(null=True, verbose_name='entered at'),
        ),
        migrations.AddField(
            model_name='party',
            name='entered_by',
            field=models.CharField(blank=True, db_default='', max_length=150, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='party',
            name='evidence',
            field=models.CharField(blank=True, db_default='', max_length=200, verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='party',
            name='known_on',
            field=models.DateField(db_default=datetime.date(1, 1, 1), default=datetime.date(1, 1, 1), verbose_name='known on'),
        ),
        migrations.AddField(
            model_name='party',
            name='liable_by_contract',
            field=models.BooleanField(db_default=False, verbose_name='liable by contract'),
        ),
        migrations.AddField(
            model_name='party',
            name='until',
            field=models.DateField(null=True, verbose_name='last day'),
        ),
        migrations.AddField(
            model_name='party',
            name='until_known_on',
            field=models.DateField(null=True, verbose_name='end known on'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('known_on__gt', datetime.date(1, 1, 1))), fields=['known_on'], name='party_known_on'),
        ),
        migrations.AddIndex(
            model_name='party',
            index=models.Index(condition=models.Q(('until_known_on__isnull', False)), fields=['until_known_on'], name='party_until_known_on'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('account', 'customer', 'role'), name='party_once_per_role'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('liable_by_contract', False), ('role', 'supplementary-holder'), _connector='OR'), name='party_contract_binds_supplementary_holders'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), models.Q(('role__in', ['cardholder', 'joint-holder']), _negated=True), _connector='OR'), name='party_holders_stay'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_by', ''), ('until__isnull', True), ('until_known_on__isnull', True)), models.Q(('until__isnull', False), ('until_known_on__isnull', False)), _connector='OR'), name='party_end_is_known'),
        ),
        migrations.AddConstraint(
            model_name='party',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_at__isnull', True), ('entered_by', '')), models.Q(('entered_at__isnull', False), models.Q(('entered_by', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='party_of_the_desk_names_evidence'),
        ),
        migrations.AddField(
            model_name='consent',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='accounts.customer'),
        ),
        migrations.AddField(
            model_name='contactpoint',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contact_points', to='accounts.customer'),
        ),
        migrations.AddField(
            model_name='contactremark',
            name='point',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='accounts.contactpoint'),
        ),
        migrations.AddField(
            model_name='formername',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='accounts.customer'),
        ),
        migrations.AddField(
            model_name='mandate',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mandates', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='pendingpayment',
            name='account',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='pendings', to='accounts.account'),
        ),
        migrations.AddField(
            model_name='pendingpayment',
            name='presents',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='presented_again', to='accounts.pendingpayment'),
        ),
        migrations.AddField(
            model_name='preferredtime',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='preferred_times', to='accounts.customer'),
        ),
        migrations.AddField(
            model_name='wish',
            name='customer',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wishes', to='accounts.customer'),
        ),
        migrations.AddIndex(
            model_name='wrongnumber',
            index=models.Index(fields=['value', '-id'], name='wrong_number_newest'),
        ),
        migrations.AddConstraint(
            model_name='wrongnumber',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('value', ''), _negated=True), models.Q(('reason', ''), _negated=True), models.Q(('marked_by', ''), _negated=True)), name='wrong_number_names_why_and_who'),
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(fields=['customer', 'channel', '-on', '-id'], name='consent_latest'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['call', 'sms', 'email', 'app', 'letter'])), name='consent_channel_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('how', ''), _negated=True), models.Q(('entered_by', ''), _negated=True)), name='consent_names_how_and_who'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(fields=['customer', 'kind'], name='point_of_customer'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(condition=models.Q(('kind__in', ['phone', 'email'])), fields=['normal'], name='point_normal'),
        ),
        migrations.AddIndex(
            model_name='contactpoint',
            index=models.Index(Reverse('normal'), condition=models.Q(('kind', 'phone')), name='point_by_last_digits'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.UniqueConstraint(condition=models.Q(('source', 'intake'), ('until__isnull', True)), fields=('customer', 'kind'), name='point_one_of_the_file'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['phone', 'email', 'address', 'app'])), name='point_kind_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('value', ''), _negated=True), name='point_is_not_empty'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('entered_by', ''), ('source', 'intake')), models.Q(('source__in', ['staff', 'customer']), models.Q(('entered_by', ''), _negated=True)), _connector='OR'), name='point_names_its_source'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('until__isnull', True), ('source', 'intake'), _connector='OR'), name='point_only_the_file_replaces'),
        ),
        migrations.AddConstraint(
            model_name='contactpoint',
            constraint=models.CheckConstraint(condition=models.Q(('until__gte', models.F('since'))), name='point_replaced_after'),
        ),
        migrations.AddConstraint(
            model_name='contactremark',
            constraint=models.CheckConstraint(condition=models.Q(('what__in', ['verified', 'stopped', 'resumed'])), name='remark_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactremark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('note', ''), _negated=True), models.Q(('entered_by', ''), _negated=True)), name='remark_names_why_and_who'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(fields=['known_on'], name='mandate_known_on'),
        ),
        migrations.AddIndex(
            model_name='mandate',
            index=models.Index(condition=models.Q(('end_known_on__isnull', False)), fields=['end_known_on'], name='mandate_end_known_on'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.UniqueConstraint(fields=('reference',), name='mandate_reference'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__gt', 0), ('kind', 'fixed')), models.Q(('amount__isnull', True), ('kind__in', ['full', 'minimum'])), _connector='OR'), name='mandate_fixed_has_an_amount'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='mandate_ends_after'),
        ),
        migrations.AddConstraint(
            model_name='mandate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_known_on__isnull', True), ('ended_by', ''), ('ends_on__isnull', True)), models.Q(('end_known_on__isnull', False), ('ends_on__isnull', False)), _connector='OR'), name='mandate_end_is_known'),
        ),
        migrations.AddIndex(
            model_name='pendingpayment',
            index=models.Index(fields=['account', 'due_on'], name='pending_of_account'),
        ),
        migrations.AddIndex(
            model_name='pendingpayment',
            index=models.Index(fields=['known_on'], name='pending_known_on'),
        ),
        migrations.AddIndex(
            model_name='pendingpayment',
            index=models.Index(condition=models.Q(('outcome_known_on__isnull', False)), fields=['outcome_known_on'], name='pending_outcome_known_on'),
        ),
        migrations.AddConstraint(
            model_name='pendingpayment',
            constraint=models.UniqueConstraint(fields=('reference',), name='pending_reference'),
        ),
        migrations.AddConstraint(
            model_name='pendingpayment',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='pending_amount_positive'),
        ),
        migrations.AddConstraint(
            model_name='pendingpayment',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'cleared', 'returned', 'cancelled'])), name='pending_outcome_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='pendingpayment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('outcome_known_on__isnull', True), ('outcome_on__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('outcome_known_on__isnull', False), ('outcome_on__isnull', False)), _connector='OR'), name='pending_outcome_is_dated'),
        ),
        migrations.AddConstraint(
            model_name='pendingpayment',
            constraint=models.CheckConstraint(condition=models.Q(('presents', models.F('id')), _negated=True), name='pending_presents_another'),
        ),
        migrations.AddConstraint(
            model_name='preferredtime',
            constraint=models.CheckConstraint(condition=models.Q(('weekdays__regex', '^1?2?3?4?5?6?7?$'), models.Q(('weekdays', ''), _negated=True)), name='preferred_weekdays_are_days'),
        ),
        migrations.AddConstraint(
            model_name='preferredtime',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='preferred_closes_after_opening'),
        ),
        migrations.AddConstraint(
            model_name='preferredtime',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_at__isnull', True), ('withdrawn_by', '')), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_by', ''), _negated=True)), _connector='OR'), name='preferred_withdrawal_names_who'),
        ),
        migrations.AddConstraint(
            model_name='wish',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['language', 'time-zone'])), name='wish_kind_is_listed'),
        ),
        migrations.RunPython(move, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='formerdetails',
            name='customer',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='customer_email',
        ),
        migrations.RemoveIndex(
            model_name='customer',
            name='customer_phone_digits',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='phone_digits',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='address',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='email',
        ),
        migrations.RemoveField(
            model_name='customer',
            name='phone',
        ),
        migrations.DeleteModel(
            name='FormerDetails',
        ),
    ]
