-- name: match_parties
SELECT i.*, a.id AS account_id, p.jurisdiction, c.id AS customer_id
FROM incoming i
LEFT JOIN accounts_account a ON a.reference = i.account
LEFT JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN accounts_customer c ON c.reference = i.customer

-- name: judge_parties
-- A party is known by account, person and role. Only an empty end may still be filled; whose part has ended and
-- was entered again at the desk is found by its newest row.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN p.id IS NULL OR p.until IS NULL AND o.until IS NOT NULL THEN 'loaded'
        ELSE 'unchanged'
    END, d.field,
    CASE d.field WHEN 'customer' THEN 'an account has one cardholder, who never changes'
                 ELSE 'differs from what was loaded before for this person and role' END
FROM taken o
LEFT JOIN accounts_customer c ON c.reference = o.customer
LEFT JOIN accounts_party h ON h.account_id = o.account_id AND h.role = 'cardholder' AND o.role = 'cardholder'
LEFT JOIN LATERAL (
    SELECT p.* FROM accounts_party p
    WHERE p.account_id = o.account_id AND p.customer_id = c.id AND p.role = o.role
    ORDER BY p.until IS NOT DISTINCT FROM o.until DESC, p.id DESC
    LIMIT 1
) p ON true
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN h.customer_id IS DISTINCT FROM c.id AND h.id IS NOT NULL THEN 'customer'
        WHEN p.until <> o.until THEN 'until'
        WHEN p.liable_by_contract <> (o.liable = 'yes') THEN 'liable'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: find_recorded_people_of_parties
INSERT INTO recorded_person (id, reference, name, email, phone, address)
SELECT c.id, c.reference, c.name, coalesce(max(p.value) FILTER (WHERE p.kind = 'email'), '') AS email,
       coalesce(max(p.value) FILTER (WHERE p.kind = 'phone'), '') AS phone,
       coalesce(max(p.value) FILTER (WHERE p.kind = 'address'), '') AS address
FROM accounts_customer c
LEFT JOIN accounts_contactpoint p ON p.customer_id = c.id AND p.source = 'intake' AND p.until IS NULL
WHERE %(turn)s = 1 AND c.reference IN (SELECT customer FROM taken)
GROUP BY c.id

-- name: find_people_of_parties
-- Of a cardholder the accounts speak. Of all others, what this file leaves empty stays as it was.
INSERT INTO stated_person (customer, id, line, name, email, phone, address, language, jurisdiction)
SELECT t.customer, max(s.id) AS id, max(t.line) FILTER (WHERE t.turn = 1) AS line,
       coalesce((array_agg(t.customer_name ORDER BY t.line DESC) FILTER (WHERE t.customer_name <> ''))[1],
                max(s.name)) AS name,
       coalesce((array_agg(t.email ORDER BY t.line DESC) FILTER (WHERE t.email <> ''))[1], max(s.email), '') AS email,
       coalesce((array_agg(t.phone ORDER BY t.line DESC) FILTER (WHERE t.phone <> ''))[1], max(s.phone), '') AS phone,
       coalesce((array_agg(t.address ORDER BY t.line DESC) FILTER (WHERE t.address <> ''))[1], max(s.address), '')
           AS address,
       (array_agg(t.language ORDER BY t.line DESC) FILTER (WHERE t.language <> ''))[1] AS language,
       max(t.jurisdiction) AS jurisdiction
FROM taken t
LEFT JOIN verdict v USING (line)
LEFT JOIN recorded_person s ON s.reference = t.customer
WHERE %(turn)s = 1 AND v.what IS DISTINCT FROM 'conflicting'
  AND NOT EXISTS (SELECT FROM accounts_party h WHERE h.customer_id = s.id AND h.role = 'cardholder')
GROUP BY t.customer

-- name: judge_people_of_parties
UPDATE verdict v SET what = 'loaded'
FROM stated_person w
LEFT JOIN recorded_person s ON s.id = w.id
LEFT JOIN accounts_wish x
  ON x.customer_id = w.id AND x.kind = 'language' AND x.entered_by = ''
 AND NOT EXISTS (
     SELECT FROM accounts_wish l
     WHERE l.customer_id = x.customer_id AND l.kind = x.kind AND l.entered_by = '' AND l.id > x.id
 )
WHERE v.line = w.line AND v.what = 'unchanged'
  AND ((s.name, s.email, s.phone, s.address) IS DISTINCT FROM (w.name, w.email, w.phone, w.address)
       OR w.language <> coalesce(x.value, ''))

-- name: add_languages
INSERT INTO accounts_wish (customer_id, kind, value, said_at, entered_by)
SELECT c.id, 'language', w.language, now(), ''
FROM stated_person w
JOIN accounts_customer c ON c.reference = w.customer
WHERE w.language <> coalesce((
    SELECT x.value FROM accounts_wish x
    WHERE x.customer_id = c.id AND x.kind = 'language' AND x.entered_by = ''
    ORDER BY x.id DESC
    LIMIT 1
), '')

-- name: end_parties
UPDATE accounts_party p
SET until = o.until, until_known_on = greatest(o.until, %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_customer c ON c.reference = o.customer
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND o.until IS NOT NULL
  AND p.account_id = o.account_id AND p.customer_id = c.id AND p.role = o.role AND p.until IS NULL

-- name: add_parties
INSERT INTO accounts_party (account_id, customer_id, role, liable_by_contract, known_on, until, until_known_on)
SELECT o.account_id, c.id, o.role, coalesce(o.liable = 'yes', false),
       greatest(coalesce(o.known_on, '0001-01-01'), %(first_open)s::date), o.until,
       CASE WHEN o.until IS NOT NULL THEN greatest(o.until, %(first_open)s::date) END
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_customer c ON c.reference = o.customer
WHERE o.turn = %(turn)s AND v.what = 'loaded'
  AND NOT EXISTS (SELECT FROM accounts_party p
                  WHERE p.account_id = o.account_id AND p.customer_id = c.id AND p.role = o.role)
