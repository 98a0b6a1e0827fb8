-- Holds that bear on persons and accounts on a day or later, by everything known now: those on the account, on
-- whoever holds it, and on the person asked about.
WITH asked AS (
    SELECT * FROM unnest(%(customers)s::bigint[], %(accounts)s::bigint[]) AS k (customer_id, account_id)
), bound AS (
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_hold h ON h.account_id = k.account_id
    UNION
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_party p ON p.account_id = k.account_id AND p.role IN ('cardholder', 'joint-holder')
    JOIN accounts_hold h ON h.customer_id = p.customer_id
    UNION
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_hold h ON h.customer_id = k.customer_id
)
SELECT b.customer_id, b.account_id, h.kind, h.starts_on, coalesce(h.ends_on, h.lapses_on), h.channel,
       h.disputed_amount IS NOT NULL
FROM bound b
JOIN accounts_hold h ON h.id = b.id
WHERE h.withdrawn_on IS NULL AND coalesce(h.ends_on, h.lapses_on, 'infinity') >= %(day)s
ORDER BY h.starts_on, h.id
