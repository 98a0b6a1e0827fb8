

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0012_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('sha256', models.CharField(db_collation='C', max_length=64, primary_key=True, serialize=False, verbose_name='SHA-256')),
                ('media_type', models.CharField(max_length=64, verbose_name='media type')),
                ('content', models.BinaryField(verbose_name='bytes')),
                ('kept_at', models.DateTimeField(verbose_name='kept at')),
            ],
            options={
                'verbose_name': 'document',
                'verbose_name_plural': 'documents',
            },
        ),
        migrations.CreateModel(
            name='PlannedDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False, verbose_name='business date')),
                ('planned_at', models.DateTimeField(verbose_name='planned at')),
                ('found', models.PositiveIntegerField(verbose_name='notices found')),
            ],
            options={
                'verbose_name': 'planned day',
                'verbose_name_plural': 'planned days',
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(db_collation='C', max_length=48, verbose_name='kind')),
                ('made_on', models.DateField(verbose_name='made on')),
                ('number', models.PositiveSmallIntegerField(default=1, verbose_name='number')),
                ('made_by', models.CharField(blank=True, max_length=150, verbose_name='made by')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('released_by', models.CharField(blank=True, max_length=150, verbose_name='released by')),
                ('released_at', models.DateTimeField(null=True, verbose_name='released at')),
                ('leaves_at', models.DateTimeField(null=True, verbose_name='leaves at')),
                ('recalled_by', models.CharField(blank=True, max_length=150, verbose_name='recalled by')),
                ('recalled_at', models.DateTimeField(null=True, verbose_name='recalled at')),
                ('recall_reason', models.CharField(blank=True, max_length=200, verbose_name='why it was recalled')),
            ],
            options={
                'verbose_name': 'batch',
                'verbose_name_plural': 'batches',
                'ordering': ['made_on', 'kind', 'number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'made_on', 'number'), name='batch_once_per_number'), models.CheckConstraint(condition=models.Q(models.Q(('leaves_at__isnull', True), ('released_at__isnull', True)), ('leaves_at__gte', models.F('released_at')), _connector='OR'), name='batch_leaves_after_release'), models.CheckConstraint(condition=models.Q(('recalled_at__isnull', True), models.Q(models.Q(('recalled_by', ''), _negated=True), models.Q(('recall_reason', ''), _negated=True)), _connector='OR'), name='batch_recall_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_collation='C', max_length=32, verbose_name='notice')),
                ('kind', models.CharField(db_collation='C', max_length=48, verbose_name='kind')),
                ('occasion', models.CharField(db_collation='C', max_length=64, verbose_name='occasion')),
                ('occasion_on', models.DateField(verbose_name='occasion on')),
                ('issue', models.PositiveSmallIntegerField(default=1, verbose_name='issue')),
                ('due_by', models.DateField(null=True, verbose_name='due by')),
                ('missed_on', models.DateField(null=True, verbose_name='deadline missed on')),
                ('remedied_on', models.DateField(null=True, verbose_name='remedied on')),
                ('state', models.CharField(choices=[('due', 'due'), ('suspended', 'suspended'), ('ready', 'ready'), ('released', 'released'), ('sending', 'sending'), ('sent', 'sent'), ('delivered', 'delivered'), ('served', 'deemed served'), ('returned', 'returned'), ('failed', 'failed'), ('cancelled', 'cancelled'), ('superseded', 'superseded')], default='due', max_length=16, verbose_name='state')),
                ('reason', models.CharField(blank=True, max_length=64, verbose_name='reason')),
                ('state_since', models.DateTimeField(verbose_name='state since')),
                ('sent_on', models.DateField(null=True, verbose_name='sent on')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='accounts.account', verbose_name='account')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='accounts.customer', verbose_name='recipient')),
                ('supersedes', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='notices.notice', verbose_name='supersedes')),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'ordering': ['occasion_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='BatchedNotice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recalled_at', models.DateTimeField(null=True, verbose_name='recalled at')),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='batched', to='notices.batch')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batched', to='notices.notice')),
            ],
            options={
                'verbose_name': 'notice in a batch',
                'verbose_name_plural': 'notices in batches',
            },
        ),
        migrations.CreateModel(
            name='NoticeContent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('frozen_at', models.DateTimeField(verbose_name='frozen at')),
                ('as_of', models.DateField(verbose_name='as of')),
                ('channel', models.CharField(max_length=16, verbose_name='channel')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('template_number', models.PositiveSmallIntegerField(verbose_name='template version')),
                ('template_sha256', models.CharField(max_length=64, verbose_name='SHA-256 of the template')),
                ('figures', models.JSONField(verbose_name='figures')),
                ('recipient_name', models.CharField(max_length=200, verbose_name='recipient')),
                ('address', models.TextField(verbose_name='address')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='notices.document')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contents', to='notices.notice')),
            ],
            options={
                'verbose_name': 'content of a notice',
                'verbose_name_plural': 'contents of notices',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='NoticeTurn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('from_state', models.CharField(blank=True, max_length=16, verbose_name='from')),
                ('to_state', models.CharField(max_length=16, verbose_name='to')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                ('by', models.CharField(blank=True, max_length=150, verbose_name='by')),
                ('notice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='notices.notice')),
            ],
            options={
                'verbose_name': 'turn of a notice',
                'verbose_name_plural': 'turns of notices',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TemplateVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(db_collation='C', max_length=48, verbose_name='kind')),
                ('language', models.CharField(max_length=16, verbose_name='language')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('parts', models.JSONField(verbose_name='text')),
                ('written_by', models.CharField(max_length=150, verbose_name='written by')),
                ('written_at', models.DateTimeField(verbose_name='written at')),
                ('approved_by', models.CharField(blank=True, max_length=150, verbose_name='approved by')),
                ('approved_at', models.DateTimeField(null=True, verbose_name='approved at')),
                ('effective_from', models.DateField(null=True, verbose_name='in force from')),
                ('withdrawn_by', models.CharField(blank=True, max_length=150, verbose_name='withdrawn by')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='withdrawn at')),
            ],
            options={
                'verbose_name': 'template version',
                'verbose_name_plural': 'template versions',
                'ordering': ['kind', 'language', 'number'],
                'constraints': [models.UniqueConstraint(fields=('kind', 'language', 'number'), name='template_once_per_number'), models.CheckConstraint(condition=models.Q(('number__gt', 1)), name='template_number_follows_ours'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by', ''), ('effective_from__isnull', True)), models.Q(('approved_at__isnull', False), ('effective_from__isnull', False), models.Q(('approved_by', ''), _negated=True), models.Q(('approved_by', models.F('written_by')), _negated=True)), _connector='OR'), name='template_approved_by_a_second_person')],
            },
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(fields=['account', 'occasion_on'], name='notice_of_account'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('state__in', ['sent', 'delivered', 'served', 'cancelled', 'superseded']), _negated=True), fields=['state', 'kind', 'id'], name='notice_in_hand'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('reference',), name='notice_reference'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.UniqueConstraint(fields=('account', 'kind', 'occasion', 'recipient', 'issue'), name='notice_once_per_occasion'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('due', 'suspended', 'ready', 'released', 'sending', 'sent', 'delivered', 'served', 'returned', 'failed', 'cancelled', 'superseded'))), name='notice_state_is_listed'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['suspended', 'failed', 'cancelled']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='notice_says_why'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('remedied_on__isnull', True), ('remedied_on__gte', models.F('missed_on')), _connector='OR'), name='notice_remedied_after_missed'),
        ),
        migrations.AddConstraint(
            model_name='batchednotice',
            constraint=models.UniqueConstraint(condition=models.Q(('recalled_at__isnull', True)), fields=('notice',), name='batched_in_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='noticeturn',
            constraint=models.CheckConstraint(condition=models.Q(('to_state__in', ('due', 'suspended', 'ready', 'released', 'sending', 'sent', 'delivered', 'served', 'returned', 'failed', 'cancelled', 'superseded'))), name='notice_turn_is_listed'),
        ),
    ]
