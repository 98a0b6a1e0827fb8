from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_contact'),
    ]

    operations = [
        migrations.CreateModel(
            name='Turned',
            fields=[
                ('promise_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('state', models.CharField(max_length=16)),
                ('replaced_by', models.BigIntegerField(null=True)),
            ],
            options={
                'verbose_name': 'promise turned',
                'verbose_name_plural': 'promises turned',
            },
        ),
    ]
