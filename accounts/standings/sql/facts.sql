-- The facts of some accounts as the plain rule wants them: whose they are, then the columns in its order.

-- name: facts_of_policies
SELECT product_id, effective_from, grace_days, tolerance, least_days, known_on, rolls
FROM accounts_policy
WHERE product_id = ANY(%(ids)s)

-- name: facts_of_cycles
SELECT account_id, statement_date, due_date, balance, minimum_due, past_due, sent_on, known_on
FROM accounts_billingcycle
WHERE account_id = ANY(%(ids)s)

-- name: facts_of_payments
SELECT account_id, posted_on, value_on, amount, known_on, returned_on, return_known_on, reference, kind
FROM accounts_payment
WHERE account_id = ANY(%(ids)s)

-- name: facts_of_reages
SELECT account_id, "on", known_on, withdraw_known_on
FROM accounts_reage
WHERE account_id = ANY(%(ids)s)

-- name: facts_of_holds
-- Those on the accounts, and those on the persons who hold them, from the day on which that became known.
SELECT h.account_id, h.kind, h.starts_on, h.known_on, h.ends_on, h.end_known_on, h.lapses_on,
       h.withdraw_known_on, h.disputed_amount, h.statement_date, h.fresh_due_on, h.reference
FROM accounts_hold h
WHERE h.account_id = ANY(%(ids)s)
UNION ALL
SELECT p.account_id, h.kind, h.starts_on, greatest(h.known_on, p.known_on), h.ends_on, h.end_known_on, h.lapses_on,
       h.withdraw_known_on, h.disputed_amount, h.statement_date, h.fresh_due_on, h.reference
FROM accounts_party p
JOIN accounts_hold h USING (customer_id)
WHERE p.account_id = ANY(%(ids)s) AND p.role IN {holder_roles}
