-- What is on its way to accounts.

-- name: awaited_statements
-- The newest statement of each of these accounts, with what came in since it, credited by the day and not returned by
-- then; of those where it is not due yet and nobody has begun to collect it.
SELECT c.account_id, c.due_date, c.balance, c.minimum_due, p.paid
FROM accounts_account a
CROSS JOIN LATERAL (
    SELECT * FROM accounts_billingcycle c
    WHERE c.account_id = a.id AND c.statement_date <= %(day)s
    ORDER BY {newest_statement_first}
    LIMIT 1
) c
CROSS JOIN LATERAL (
    SELECT coalesce(sum(p.amount), 0) AS paid FROM accounts_payment p
    WHERE p.account_id = a.id AND p.posted_on > c.statement_date AND p.value_on <= %(day)s
      AND (p.returned_on <= %(day)s) IS NOT TRUE
) p
WHERE a.id = ANY(%(accounts)s) AND c.due_date >= %(day)s
  AND NOT EXISTS (SELECT FROM accounts_pendingpayment w WHERE w.account_id = a.id AND w.due_on > c.statement_date)
