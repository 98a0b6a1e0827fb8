-- name: match_affordability
-- A statement is its rows: the first says what the others must say too.
SELECT i.*, u.id AS customer_id, i.currency AS of_currency, c.places, c.units,
       first_value(i.customer) OVER whole AS first_customer,
       first_value(i.made_on) OVER whole AS first_made_on,
       first_value(i.currency) OVER whole AS first_currency,
       first_value(i.amount) OVER item AS first_amount,
       first_value(i.every) OVER item AS first_every,
       first_value(i.balance) OVER item AS first_balance
FROM incoming i
LEFT JOIN accounts_customer u ON u.reference = i.customer
LEFT JOIN currency_places c ON c.code = i.currency
WINDOW whole AS (PARTITION BY i.statement ORDER BY i.line),
       item AS (PARTITION BY i.statement, i.kind, i.item ORDER BY i.line)

-- name: judge_affordability
-- A statement is one fact of several rows. Once it is in the book it never changes: a newer one takes its place.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN s.id IS NULL AND o.turn = 1 THEN 'loaded'
        ELSE 'unchanged'
    END, d.field,
    CASE d.field WHEN 'item' THEN 'the statement loaded before under this reference has no such item'
                 ELSE 'differs from the statement loaded before under this reference' END
FROM taken o
LEFT JOIN accounts_affordabilitystatement s ON s.reference = o.statement
LEFT JOIN accounts_affordabilityitem i ON i.statement_id = s.id AND i.kind = o.kind AND i.name = o.item
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN s.customer_id <> o.customer_id THEN 'customer'
        WHEN s.made_on <> o.made_on THEN 'made_on'
        WHEN s.currency <> o.currency THEN 'currency'
        WHEN s.id IS NOT NULL AND i.id IS NULL THEN 'item'
        WHEN i.amount <> o.amount THEN 'amount'
        WHEN i.every <> o.every THEN 'every'
        WHEN i.balance <> o.balance THEN 'balance'
    END AS field
) d

-- name: add_affordability_statements
INSERT INTO accounts_affordabilitystatement (reference, customer_id, made_on, currency, known_on, note, entered_by)
SELECT DISTINCT o.statement, o.customer_id, o.made_on, o.currency, greatest(o.made_on, %(first_open)s::date), '', ''
FROM taken o
JOIN verdict v USING (line)
WHERE v.what = 'loaded'
ON CONFLICT (reference) DO NOTHING

-- name: add_affordability_items
INSERT INTO accounts_affordabilityitem (statement_id, kind, name, amount, every, balance, note)
SELECT s.id, o.kind, o.item, o.amount, o.every, o.balance, ''
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_affordabilitystatement s ON s.reference = o.statement
WHERE v.what = 'loaded'
ORDER BY o.line
