-- Statements (`c`) of accounts (`a`) with the one before, everything restated: how `reconciling` wants them.
SELECT c.account_id, c.product_id, c.statement_date, c.past_due AS printed,
       b.statement_date AS before, b.minimum_due AS minimum_before
FROM (
    SELECT DISTINCT ON (c.account_id, c.statement_date)
           c.account_id, c.product_id, c.statement_date, c.past_due
    FROM accounts_billingcycle c
    JOIN {accounts} a ON a.id = c.account_id
    WHERE {statements}
    ORDER BY c.account_id, c.statement_date, c.known_on DESC, c.stated_known_on DESC
) c
LEFT JOIN LATERAL (
    SELECT b.statement_date, b.minimum_due FROM accounts_billingcycle b
    WHERE b.account_id = c.account_id AND b.statement_date < c.statement_date
    ORDER BY b.statement_date DESC, b.known_on DESC, b.stated_known_on DESC
    LIMIT 1
) b ON true
