-- What an account is never changes; how it is run and how its holder is reached follows the file's last word.
-- `recorded_person` is what files said last of the people named, `stated_person` what this one says.

-- name: match_products_of_accounts
SELECT i.*, p.id AS product_id, p.currency AS product_currency,
       p.jurisdiction AS product_jurisdiction, p.currency AS of_currency, c.places, c.units
FROM incoming i
LEFT JOIN accounts_product p ON p.code = i.product
LEFT JOIN currency_places c ON c.code = p.currency

-- name: find_recorded_people
INSERT INTO recorded_person (id, reference, name, email, phone, address)
SELECT c.id, c.reference, c.name, coalesce(max(p.value) FILTER (WHERE p.kind = 'email'), '') AS email,
       coalesce(max(p.value) FILTER (WHERE p.kind = 'phone'), '') AS phone,
       coalesce(max(p.value) FILTER (WHERE p.kind = 'address'), '') AS address
FROM accounts_customer c
LEFT JOIN accounts_contactpoint p ON p.customer_id = c.id AND p.source = 'intake' AND p.until IS NULL
WHERE c.reference IN (SELECT customer FROM taken)
GROUP BY c.id

-- name: judge_accounts
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
LEFT JOIN recorded_person c ON c.reference = o.customer
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN coalesce(p.code, o.first_product) <> o.product THEN 'product'
        WHEN coalesce(a.opened_on, o.first_opened) <> o.opened_on THEN 'opened_on'
        WHEN coalesce(holder.reference, o.first_customer) <> o.customer THEN 'customer'
    END AS field
) d

-- name: find_people_of_accounts
INSERT INTO stated_person (customer, name, email, phone, address, jurisdiction)
SELECT DISTINCT ON (customer) customer, coalesce(customer_name, '') AS name, coalesce(email, '') AS email,
       coalesce(phone, '') AS phone, coalesce(address, '') AS address, jurisdiction
FROM taken
JOIN verdict USING (line)
WHERE what <> 'conflicting'
ORDER BY customer, line DESC

-- name: add_accounts
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

-- name: add_cardholders
INSERT INTO accounts_party (account_id, customer_id, role)
SELECT a.id, c.id, 'cardholder'
FROM (SELECT DISTINCT account, customer FROM taken JOIN verdict USING (line) WHERE what <> 'conflicting') t
JOIN accounts_account a ON a.reference = t.account
JOIN accounts_customer c ON c.reference = t.customer
ON CONFLICT (account_id, customer_id, role) WHERE until IS NULL DO NOTHING
