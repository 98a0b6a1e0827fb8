INSERT INTO accounts_wish (customer_id, kind, value, said_at, entered_by)
SELECT c.id, 'language', w.language, now(), ''
FROM word w
JOIN accounts_customer c ON c.reference = w.customer
WHERE w.language <> coalesce((
    SELECT x.value FROM accounts_wish x
    WHERE x.customer_id = c.id AND x.kind = 'language' AND x.entered_by = ''
    ORDER BY x.id DESC
    LIMIT 1
), '')
--;
UPDATE accounts_party p
SET until = o.until, until_known_on = greatest(o.until, %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_customer c ON c.reference = o.customer
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND o.until IS NOT NULL
  AND p.account_id = o.account_id AND p.customer_id = c.id AND p.role = o.role AND p.until IS NULL
--;
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
