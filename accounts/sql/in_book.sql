-- Accounts in the book on a day, by what is known by the horizon: opened, and not gone since.
SELECT a.id, a.reference, a.product_id, a.branch
FROM accounts_account a
LEFT JOIN LATERAL (
    SELECT e.reason FROM accounts_exit e
    WHERE e.account_id = a.id AND e."on" <= %(day)s AND e.known_on <= %(horizon)s
    ORDER BY e."on" DESC
    LIMIT 1
) gone ON true
WHERE a.opened_on <= %(day)s AND a.known_on <= %(horizon)s AND coalesce(gone.reason, 'recalled') = 'recalled'
