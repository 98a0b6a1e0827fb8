-- The last word of a file about people, taken over: `word` beside `said`. Where it differs the name is replaced
-- and kept, and each detail gets a row to come, which still lacks its one form.
DROP TABLE IF EXISTS to_come
--;
INSERT INTO accounts_formername (customer_id, name, replaced_at)
SELECT s.id, s.name, now()
FROM word w
JOIN said s ON s.reference = w.customer
WHERE s.name <> w.name
--;
INSERT INTO accounts_customer AS c (reference, name)
SELECT customer, name FROM word
ON CONFLICT (reference) DO UPDATE SET name = excluded.name WHERE c.name <> excluded.name
--;
CREATE TEMP TABLE to_come ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY c.id, d.kind) AS place, c.id AS customer_id, d.kind, d.value, w.jurisdiction
FROM word w
JOIN accounts_customer c ON c.reference = w.customer
LEFT JOIN said s ON s.id = c.id
CROSS JOIN LATERAL (VALUES
    ('phone', w.phone, s.phone), ('email', w.email, s.email), ('address', w.address, s.address)
) AS d (kind, value, before)
WHERE d.value <> coalesce(d.before, '')
--;
CREATE INDEX ON to_come (place)
