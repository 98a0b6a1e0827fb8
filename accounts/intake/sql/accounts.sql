-- What an account is never changes; how it is run and how its holder is reached follows the file's last word.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN o.final_for_account AND a.id IS NULL THEN 'loaded'
        WHEN o.final_for_account
             AND (a.language, a.time_zone, a.credit_limit, a.last4, a.branch) IS DISTINCT FROM
                 (coalesce(o.language, ''), o.time_zone, o.credit_limit, o.last4, coalesce(o.branch, ''))
            THEN 'loaded'
        WHEN o.final_for_customer
             AND (c.name, c.email, c.phone, c.address) IS DISTINCT FROM
                 (coalesce(o.customer_name, ''), coalesce(o.email, ''), coalesce(o.phone, ''), coalesce(o.address, ''))
            THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, 'never changes for an account'
FROM (
    SELECT t.*, turn = max(turn) OVER (PARTITION BY account) AS final_for_account,
           line = max(line) OVER (PARTITION BY customer) AS final_for_customer,
           first_value(product) OVER first AS first_product, first_value(opened_on) OVER first AS first_opened,
           first_value(customer) OVER first AS first_customer
    FROM taken t
    WINDOW first AS (PARTITION BY account ORDER BY line)
) o
LEFT JOIN accounts_account a ON a.reference = o.account
LEFT JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN accounts_party h ON h.account_id = a.id AND h.role = 'cardholder'
LEFT JOIN accounts_customer holder ON holder.id = h.customer_id
LEFT JOIN accounts_customer c ON c.reference = o.customer
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN coalesce(p.code, o.first_product) <> o.product THEN 'product'
        WHEN coalesce(a.opened_on, o.first_opened) <> o.opened_on THEN 'opened_on'
        WHEN coalesce(holder.reference, o.first_customer) <> o.customer THEN 'customer'
    END AS field
) d
--;
DROP TABLE IF EXISTS last_word
--;
CREATE TEMP TABLE last_word ON COMMIT DROP AS
SELECT DISTINCT ON (customer) customer, coalesce(customer_name, '') AS name, coalesce(email, '') AS email,
       coalesce(phone, '') AS phone, coalesce(address, '') AS address
FROM taken
JOIN verdict USING (line)
WHERE what <> 'conflicting'
ORDER BY customer, line DESC
--;
INSERT INTO accounts_formerdetails (customer_id, name, email, phone, address, replaced_at)
SELECT c.id, c.name, c.email, c.phone, c.address, now()
FROM last_word w
JOIN accounts_customer c ON c.reference = w.customer
WHERE (c.name, c.email, c.phone, c.address) <> (w.name, w.email, w.phone, w.address)
--;
INSERT INTO accounts_customer AS c (reference, name, email, phone, address)
SELECT customer, name, email, phone, address FROM last_word
ON CONFLICT (reference) DO UPDATE
SET name = excluded.name, email = excluded.email, phone = excluded.phone, address = excluded.address
WHERE (c.name, c.email, c.phone, c.address) <> (excluded.name, excluded.email, excluded.phone, excluded.address)
--;
INSERT INTO accounts_account AS a (reference, product_id, language, time_zone, opened_on, known_on,
                                   credit_limit, last4, branch)
SELECT DISTINCT ON (t.account) t.account, t.product_id, coalesce(t.language, ''), t.time_zone, t.opened_on,
       coalesce(%(first_open)s::date, '0001-01-01'), t.credit_limit, t.last4, coalesce(t.branch, '')
FROM taken t
JOIN verdict v USING (line)
WHERE v.what <> 'conflicting'
ORDER BY t.account, t.line DESC
ON CONFLICT (reference) DO UPDATE
SET language = excluded.language, time_zone = excluded.time_zone, credit_limit = excluded.credit_limit,
    last4 = excluded.last4, branch = excluded.branch
WHERE (a.language, a.time_zone, a.credit_limit, a.last4, a.branch) IS DISTINCT FROM
      (excluded.language, excluded.time_zone, excluded.credit_limit, excluded.last4, excluded.branch)
--;
INSERT INTO accounts_party (account_id, customer_id, role)
SELECT DISTINCT a.id, c.id, 'cardholder'
FROM taken t
JOIN verdict v USING (line)
JOIN accounts_account a ON a.reference = t.account
JOIN accounts_customer c ON c.reference = t.customer
WHERE v.what <> 'conflicting'
ON CONFLICT ON CONSTRAINT party_once_per_role DO NOTHING
