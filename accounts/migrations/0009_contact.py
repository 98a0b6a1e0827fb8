import datetime
import django.db.models.deletion
from django.db import migrations, models


# The log is only added to. What is past its time may go, in a transaction that says so; of an answer of the
# gate nothing changes but that it is given back, once.
KEPT = [
    """
CREATE FUNCTION accounts_contact_log_is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('servicing.purging', true) = 'on' THEN
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND TG_TABLE_NAME = 'accounts_gateanswer' THEN
        IF to_jsonb(OLD) ->> 'given_back_at' IS NULL
           AND to_jsonb(NEW) - 'given_back_at' = to_jsonb(OLD) - 'given_back_at' THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the contact log is only added to' USING ERRCODE = 'restrict_violation';
END
$$
    """,
    """
    CREATE TRIGGER contact_event_is_kept BEFORE UPDATE OR DELETE ON accounts_contactevent
        FOR EACH ROW EXECUTE FUNCTION accounts_contact_log_is_kept()
    """,
    """
    CREATE TRIGGER gate_answer_is_kept BEFORE UPDATE OR DELETE ON accounts_gateanswer
        FOR EACH ROW EXECUTE FUNCTION accounts_contact_log_is_kept()
    """,
]
NOT_KEPT = [
    "DROP TRIGGER gate_answer_is_kept ON accounts_gateanswer",
    "DROP TRIGGER contact_event_is_kept ON accounts_contactevent",
    "DROP FUNCTION accounts_contact_log_is_kept()",
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0008_promises'),
    ]

    operations = [
        migrations.CreateModel(
            name='GateAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('call', 'telephone call'), ('sms', 'text message'), ('email', 'e-mail'), ('app', 'message in the app'), ('letter', 'letter'), ('visit', 'visit to a branch')], max_length=8, verbose_name='channel')),
                ('purpose', models.CharField(choices=[('collection', 'about the debt'), ('service', 'service'), ('call-back', 'call-back'), ('statutory', 'required by law')], max_length=16, verbose_name='purpose')),
                ('number', models.CharField(blank=True, max_length=254, verbose_name='number')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('asked_by', models.CharField(blank=True, max_length=150, verbose_name='asked by')),
                ('allowed', models.BooleanField(verbose_name='allowed')),
                ('rule', models.CharField(blank=True, max_length=32, verbose_name='rule')),
                ('about', models.CharField(blank=True, max_length=64, verbose_name='about')),
                ('citation', models.CharField(blank=True, max_length=200, verbose_name='citation')),
                ('from_when', models.DateTimeField(null=True, verbose_name='from when')),
                ('reserved_until', models.DateTimeField(null=True, verbose_name='reserved until')),
                ('given_back_at', models.DateTimeField(null=True, verbose_name='given back at')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='gate_answers', to='accounts.account')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='gate_answers', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'answer of the contact gate',
                'verbose_name_plural': 'answers of the contact gate',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='ContactEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(blank=True, db_collation='C', max_length=64, verbose_name='contact')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('channel', models.CharField(choices=[('call', 'telephone call'), ('sms', 'text message'), ('email', 'e-mail'), ('app', 'message in the app'), ('letter', 'letter'), ('visit', 'visit to a branch')], max_length=8, verbose_name='channel')),
                ('direction', models.CharField(choices=[('out', 'from us'), ('in', 'to us')], max_length=3, verbose_name='direction')),
                ('purpose', models.CharField(choices=[('collection', 'about the debt'), ('service', 'service'), ('call-back', 'call-back'), ('statutory', 'required by law')], max_length=16, verbose_name='purpose')),
                ('number', models.CharField(blank=True, max_length=254, verbose_name='number')),
                ('outcome', models.CharField(choices=[('conversation', 'conversation'), ('answered', 'answered, no conversation'), ('refused', 'did not want to talk'), ('no-answer', 'no answer'), ('busy', 'line busy'), ('voicemail-left', 'asked to call, on voicemail'), ('wrong-number', "number is somebody else's"), ('message-sent', 'sent'), ('message-delivered', 'delivered'), ('bounced', 'came back'), ('entered-in-error', 'entered in error')], max_length=20, verbose_name='outcome')),
                ('identity', models.CharField(blank=True, choices=[('none', 'not checked'), ('questions', 'security questions'), ('one-time-code', 'one-time code'), ('signed-in', 'signed in to the app'), ('document', 'identity document')], max_length=16, verbose_name='identity checked by')),
                ('right_party', models.BooleanField(null=True, verbose_name='the person meant')),
                ('reason', models.CharField(blank=True, choices=[('forgot', 'forgot'), ('payment-failed', 'payment failed'), ('away', 'away'), ('work', 'lost work or income'), ('costs', 'higher living costs'), ('health', 'illness or disability'), ('family', 'bereavement, separation or care'), ('debts', 'other debts'), ('disagrees', 'disagrees with the amount'), ('other', 'another reason')], max_length=16, verbose_name='reason for falling behind')),
                ('recording', models.CharField(blank=True, max_length=128, verbose_name='recording')),
                ('interpreter', models.CharField(blank=True, max_length=64, verbose_name='interpreter')),
                ('note', models.CharField(blank=True, max_length=1000, verbose_name='note')),
                ('agent', models.CharField(blank=True, max_length=150, verbose_name='agent')),
                ('source', models.CharField(choices=[('desk', 'desk'), ('file', 'file')], max_length=4, verbose_name='source')),
                ('known_on', models.DateField(verbose_name='known on')),
                ('entered_at', models.DateTimeField(verbose_name='entered at')),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.account')),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='accounts.contactevent')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='accounts.customer')),
                ('answer', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='event', to='accounts.gateanswer')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['-at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('time', models.TimeField(verbose_name='time')),
                ('zone', models.CharField(max_length=64, verbose_name='time zone')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('asked', models.CharField(choices=[('no', 'no, we want to call'), ('call', 'yes'), ('hour', 'yes, and for this very hour')], max_length=4, verbose_name='the customer asked for it')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('owner', models.CharField(blank=True, max_length=150, verbose_name='owner')),
                ('made_by', models.CharField(max_length=150, verbose_name='made by')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'kept'), ('moved', 'moved'), ('cancelled', 'cancelled')], max_length=9, verbose_name='outcome')),
                ('settled_at', models.DateTimeField(null=True, verbose_name='settled at')),
                ('settled_by', models.CharField(blank=True, max_length=150, verbose_name='settled by')),
                ('settled_note', models.CharField(blank=True, max_length=200, verbose_name='why')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='accounts.account')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='call_backs', to='accounts.customer')),
            ],
            options={
                'verbose_name': 'call-back',
                'verbose_name_plural': 'call-backs',
                'ordering': ['at', 'id'],
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['at'], name='call_back_open'), models.Index(fields=['customer', 'at'], name='call_back_of_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(('time__gte', datetime.time(7, 0)), ('time__lt', datetime.time(22, 0))), name='call_back_not_at_night'), models.CheckConstraint(condition=models.Q(('asked__in', ['no', 'call', 'hour'])), name='call_back_asked_is_listed'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'kept', 'moved', 'cancelled'])), name='call_back_outcome_is_listed'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), models.Q(('settled_by', ''), _negated=True)), _connector='OR'), name='call_back_settled_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'cancelled'), _negated=True), models.Q(('settled_note', ''), _negated=True), _connector='OR'), name='call_back_cancelled_for_a_reason')],
            },
        ),
        migrations.AddIndex(
            model_name='gateanswer',
            index=models.Index(condition=models.Q(('given_back_at__isnull', True), ('reserved_until__isnull', False)), fields=['customer', 'reserved_until'], name='gate_answer_reserves'),
        ),
        migrations.AddIndex(
            model_name='gateanswer',
            index=models.Index(fields=['customer', '-at'], name='gate_answer_of_customer'),
        ),
        migrations.AddConstraint(
            model_name='gateanswer',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['call', 'sms', 'email', 'app', 'letter', 'visit'])), name='gate_answer_channel_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='gateanswer',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['collection', 'service', 'call-back', 'statutory'])), name='gate_answer_purpose_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='gateanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('allowed', True), ('rule', '')), models.Q(('rule', ''), _negated=True), _connector='OR'), name='gate_answer_no_names_its_rule'),
        ),
        migrations.AddConstraint(
            model_name='gateanswer',
            constraint=models.CheckConstraint(condition=models.Q(('reserved_until__isnull', True), models.Q(('allowed', True), ('reserved_until__gt', models.F('at'))), _connector='OR'), name='gate_answer_only_a_yes_reserves'),
        ),
        migrations.AddConstraint(
            model_name='gateanswer',
            constraint=models.CheckConstraint(condition=models.Q(('given_back_at__isnull', True), ('reserved_until__isnull', False), _connector='OR'), name='gate_answer_gives_back_what_it_reserved'),
        ),
        migrations.AddIndex(
            model_name='contactevent',
            index=models.Index(fields=['customer', 'at'], name='contact_of_customer'),
        ),
        migrations.AddIndex(
            model_name='contactevent',
            index=models.Index(fields=['account', 'at'], name='contact_of_account'),
        ),
        migrations.AddIndex(
            model_name='contactevent',
            index=models.Index(condition=models.Q(('source', 'file')), fields=['known_on'], name='contact_file_known_on'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.UniqueConstraint(condition=models.Q(('reference', ''), _negated=True), fields=('reference',), name='contact_reference'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['call', 'sms', 'email', 'app', 'letter']), models.Q(('channel', 'visit'), ('direction', 'in')), _connector='OR'), name='contact_channel_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['out', 'in'])), name='contact_direction_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['collection', 'service', 'call-back', 'statutory'])), name='contact_purpose_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel', 'call'), ('outcome__in', ['conversation', 'answered', 'refused', 'no-answer', 'busy', 'voicemail-left', 'wrong-number'])), models.Q(('channel__in', ['sms', 'email']), ('outcome__in', ['message-sent', 'message-delivered', 'bounced', 'wrong-number', 'refused'])), models.Q(('channel', 'app'), ('outcome__in', ['message-sent', 'message-delivered', 'conversation', 'refused'])), models.Q(('channel', 'letter'), ('outcome__in', ['message-sent', 'message-delivered', 'bounced', 'refused'])), models.Q(('channel', 'visit'), ('outcome__in', ['conversation', 'answered', 'refused'])), models.Q(('corrects__isnull', False), ('outcome', 'entered-in-error')), _connector='OR'), name='contact_outcome_fits_channel'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('source', 'file'), models.Q(('outcome', 'conversation'), _negated=True), models.Q(models.Q(('identity__in', ['', 'none']), _negated=True), ('right_party', True), ('right_party__isnull', False)), _connector='OR'), name='contact_speaks_of_debt_once_identified'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('identity__in', ['', 'none', 'questions', 'one-time-code', 'signed-in', 'document'])), name='contact_identity_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reference', ''), ('source', 'desk')), models.Q(('source', 'file'), models.Q(('reference', ''), _negated=True)), _connector='OR'), name='contact_of_a_file_has_its_reference'),
        ),
        migrations.AddConstraint(
            model_name='contactevent',
            constraint=models.CheckConstraint(condition=models.Q(('source', 'file'), models.Q(('agent', ''), _negated=True), _connector='OR'), name='contact_of_the_desk_names_its_agent'),
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
    ]
