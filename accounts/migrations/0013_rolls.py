from django.db import migrations, models

# Where no day is closed, nothing rests on the policies of a pack that rolls due dates: they roll from the start.
# Closed days stand: from the first open one on, a later version of each is known that rolls.
_OPEN = "SELECT coalesce(max(day) + 1, '0001-01-01') AS first FROM accounts_businessday"
_OF_A_PACK_THAT_ROLLS = "SELECT id FROM accounts_product WHERE jurisdiction = 'US'"
_CORRECT = f"""
    INSERT INTO accounts_policy (product_id, effective_from, grace_days, tolerance, least_days, known_on)
    SELECT p.product_id, p.effective_from, p.grace_days, p.tolerance, p.least_days, o.first
    FROM (
        SELECT DISTINCT ON (product_id, effective_from) * FROM accounts_policy
        WHERE product_id IN ({_OF_A_PACK_THAT_ROLLS})
        ORDER BY product_id, effective_from, known_on DESC
    ) p
    CROSS JOIN ({_OPEN}) o
    WHERE p.known_on < o.first
"""
_ROLL = f"""
    UPDATE accounts_policy p SET rolls = true FROM ({_OPEN}) o
    WHERE p.known_on >= o.first AND p.product_id IN ({_OF_A_PACK_THAT_ROLLS})
"""
_FORGET = """
    DELETE FROM accounts_policy p USING accounts_policy b
    WHERE p.rolls AND b.product_id = p.product_id AND b.effective_from = p.effective_from
      AND b.known_on < p.known_on AND NOT b.rolls
      AND (b.grace_days, b.tolerance, b.least_days) = (p.grace_days, p.tolerance, p.least_days)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_cases"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="rolls",
            field=models.BooleanField(
                db_default=False, verbose_name="due dates roll to the next working day"
            ),
        ),
        migrations.RunSQL(_CORRECT, _FORGET),
        migrations.RunSQL(_ROLL, migrations.RunSQL.noop),
    ]
