import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# The account and its product are one key of a cycle, which the books of before get here.
OF_ITS_ACCOUNT = [
    "UPDATE accounts_billingcycle c SET product_id = a.product_id FROM accounts_account a WHERE a.id = c.account_id",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE accounts_billingcycle ALTER product_id SET NOT NULL",
    """
    ALTER TABLE accounts_billingcycle
        ADD CONSTRAINT cycle_of_account_and_product FOREIGN KEY (account_id, product_id)
            REFERENCES accounts_account (id, product_id) DEFERRABLE INITIALLY DEFERRED
    """,
]
APART = [
    "ALTER TABLE accounts_billingcycle DROP CONSTRAINT cycle_of_account_and_product",
    "ALTER TABLE accounts_billingcycle ALTER product_id DROP NOT NULL",
]
# The arrays live for one close: to compress them would cost more than to write them.
PLAIN = [
    "ALTER TABLE accounts_listed ALTER account_ids SET STORAGE EXTERNAL",
    "ALTER TABLE accounts_listed ALTER why SET STORAGE EXTERNAL",
    "ALTER TABLE accounts_listed ALTER counts_from SET STORAGE EXTERNAL",
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_feeds'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='account',
            constraint=models.UniqueConstraint(fields=('id', 'product'), name='account_and_product'),
        ),
        migrations.AlterField(
            model_name='billingcycle',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='cycles', to='accounts.account'),
        ),
        migrations.RemoveIndex(model_name='billingcycle', name='cycle_due_date'),
        migrations.AddField(
            model_name='billingcycle',
            name='product',
            field=models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product'),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(OF_ITS_ACCOUNT, APART)],
            state_operations=[
                migrations.AlterField(
                    model_name='billingcycle',
                    name='product',
                    field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.product'),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='billingcycle',
            index=models.Index(fields=['due_date', 'product'], name='cycle_due_date'),
        ),
        migrations.CreateModel(
            name='Listed',
            fields=[
                ('shard', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='listed', serialize=False, to='accounts.closingshard')),
                ('account_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None, verbose_name='accounts')),
                ('why', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None, verbose_name='why')),
                ('counts_from', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(null=True), size=None, verbose_name='counts from')),
            ],
            options={
                'verbose_name': 'accounts looked at',
                'verbose_name_plural': 'accounts looked at',
            },
        ),
        migrations.RunSQL(PLAIN, migrations.RunSQL.noop),
        migrations.DeleteModel(name='LookedAt'),
    ]
