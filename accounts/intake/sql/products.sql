-- name: match_products
SELECT i.*, p.id AS product_id, p.currency AS product_currency,
       p.jurisdiction AS product_jurisdiction, i.currency AS of_currency, c.places, c.units,
       f.grace_days AS floor_grace_days, f.least_days AS floor_least_days,
       f.rolls AS pack_rolls,
       f.tolerance AS floor_tolerance, f.tolerance_text AS floor_tolerance_text
FROM incoming i
JOIN pack_floor f USING (jurisdiction, currency)
LEFT JOIN accounts_product p ON p.code = i.product
LEFT JOIN currency_places c ON c.code = i.currency

-- name: add_products
INSERT INTO accounts_product (code, jurisdiction, currency)
SELECT DISTINCT ON (product) product, jurisdiction, currency
FROM taken WHERE turn = %(turn)s
ORDER BY product, line
ON CONFLICT (code) DO NOTHING

-- name: judge_policies
-- A policy that differs from the newest version for its day corrects it where it became known later.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN n.id IS NULL THEN 'loaded'
        WHEN same.ever THEN 'unchanged'
        WHEN o.known > n.known_on THEN 'loaded'
        ELSE 'conflicting'
    END, CASE
        WHEN n.grace_days <> o.grace_days THEN 'grace_days'
        WHEN n.tolerance <> o.tolerance THEN 'tolerance'
        WHEN n.least_days <> o.granted THEN 'least_days'
        ELSE 'rolls'
    END, 'differs from the policy loaded before for this day'
FROM (
    SELECT t.*, p.id AS owner, coalesce(t.effective_from, '0001-01-01') AS counts_from,
           coalesce(%(first_open)s::date, '0001-01-01') AS known,
           coalesce(t.least_days, t.floor_least_days) AS granted, coalesce(t.rolls, t.pack_rolls) AS rolling
    FROM taken t
    JOIN accounts_product p ON p.code = t.product
    WHERE t.turn = %(turn)s
) o
LEFT JOIN LATERAL (
    SELECT c.* FROM accounts_policy c
    WHERE c.product_id = o.owner AND c.effective_from = o.counts_from
    ORDER BY c.known_on DESC
    LIMIT 1
) n ON true
CROSS JOIN LATERAL (
    SELECT count(*) > 0 AS ever FROM accounts_policy c
    WHERE c.product_id = o.owner AND c.effective_from = o.counts_from
      AND (c.grace_days, c.tolerance, c.least_days, c.rolls)
          = (o.grace_days, o.tolerance, o.granted, o.rolling)
) same

-- name: add_policies
-- Where the product had no policy yet, nothing computed rests on its absence: it counts as always known, so
-- that the days of accounts set aside for want of it can be closed.
INSERT INTO accounts_policy (product_id, effective_from, grace_days, tolerance, least_days, rolls, known_on)
SELECT p.id, coalesce(t.effective_from, '0001-01-01'), t.grace_days, t.tolerance,
       coalesce(t.least_days, t.floor_least_days), coalesce(t.rolls, t.pack_rolls),
       CASE WHEN EXISTS (
           SELECT FROM accounts_policy e
           WHERE e.product_id = p.id AND e.effective_from <= coalesce(t.effective_from, '0001-01-01')
       ) THEN coalesce(%(first_open)s::date, '0001-01-01') ELSE '0001-01-01' END
FROM taken t
JOIN verdict v USING (line)
JOIN accounts_product p ON p.code = t.product
WHERE t.turn = %(turn)s AND v.what = 'loaded'
