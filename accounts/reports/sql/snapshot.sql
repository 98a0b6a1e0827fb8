-- The book at the end of a closed day, read from what its close wrote; restated, with what a restatement of the
-- day found to stand differently laid over it.

-- part: stood_known
(
    SELECT s.account_id, s.stage, s.past_due, coalesce(%(day)s - s.oldest_missed_due, 0) AS days_past_due
    FROM accounts_stagespan s
    WHERE s.starts_on <= %(day)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
)

-- part: stood_restated
(
    SELECT * FROM (
        SELECT account_id, CASE WHEN r.id IS NULL THEN s.stage ELSE r.stage END AS stage,
               CASE WHEN r.id IS NULL THEN s.past_due ELSE r.past_due END AS past_due,
               coalesce(%(day)s - CASE WHEN r.id IS NULL THEN s.oldest_missed_due ELSE r.missed_due END, 0)
                   AS days_past_due
        FROM (
            SELECT * FROM accounts_stagespan
            WHERE starts_on <= %(day)s AND (ends_before IS NULL OR ends_before > %(day)s)
        ) s
        FULL JOIN (
            SELECT * FROM accounts_restatedaccount WHERE restatement_id = %(restatement)s
        ) r USING (account_id)
    ) laid_over
    WHERE stage <> ''
)

-- part: balance_then
-- What the newest statement of account `t` said on the day, by what is known by the horizon.
LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = t.account_id AND c.statement_date <= %(day)s AND c.known_on <= %(horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
)

-- part: balances_of_the_month
-- What the newest statements of the last month said on the day, read in one pass: nearly every account has one.
(
    SELECT DISTINCT ON (c.account_id) c.account_id, c.balance FROM accounts_billingcycle c
    WHERE c.statement_date BETWEEN %(day)s::date - 30 AND %(day)s AND c.known_on <= %(horizon)s
    ORDER BY c.account_id, {newest_statement_first}
)

-- part: older_balance_then
-- The same of account `t` by an older statement, looked up only where `m` of the last month has none.
LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE m.account_id IS NULL AND c.account_id = t.account_id
      AND c.statement_date < %(day)s::date - 30 AND c.known_on <= %(horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
)

-- name: snapshot_cells
-- with: stood = stood_known | stood_restated
-- with: branch = own_branch | no_branch
-- with: days = own_days | no_days
-- Accounts by everything that reports group them by; each account is counted once.
SELECT p.code AS product, p.jurisdiction, p.currency, {branch} AS branch, t.stage, {days} AS days,
       count(*) AS accounts, coalesce(sum(coalesce(m.balance, b.balance)), 0)::numeric AS balance,
       sum(t.past_due)::numeric AS past_due
FROM {stood} t
JOIN accounts_account a ON a.id = t.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN {balances_of_the_month} m ON m.account_id = t.account_id
LEFT JOIN {older_balance_then} b ON true
GROUP BY 1, 2, 3, 4, 5, 6

-- part: own_branch
a.branch

-- part: no_branch
''

-- part: own_days
t.days_past_due

-- part: no_days
0

-- name: snapshot_accounts
-- with: stood = stood_known | stood_restated
-- The accounts behind such a cell, a page of them by account. What is not asked for is null.
SELECT a.id, a.reference, p.code AS product, p.currency, a.branch, t.stage, t.days_past_due,
       coalesce(b.balance, 0) AS balance, t.past_due
FROM {stood} t
JOIN accounts_account a ON a.id = t.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN {balance_then} b ON true
WHERE a.id > %(after)s
  AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
  AND (%(product)s::text IS NULL OR p.code = %(product)s)
  AND (%(jurisdiction)s::text IS NULL OR p.jurisdiction = %(jurisdiction)s)
  AND (%(branch)s::text IS NULL OR a.branch = %(branch)s)
  AND (%(stage)s::text IS NULL OR t.stage = %(stage)s)
  AND t.days_past_due BETWEEN %(days_first)s AND %(days_last)s
ORDER BY a.id
LIMIT %(size)s

-- name: snapshot_as_closed
-- What the close of the day, or the restatement, counted for itself: what the cells must add up to.
-- with: counted = tallies_known | tallies_restated
{counted}

-- part: tallies_known
SELECT p.code AS product, t.stage, t.closing AS accounts, t.balance, t.past_due
FROM accounts_daytally t
JOIN accounts_product p ON p.id = t.product_id
WHERE t.day_id = %(day)s AND t.closing > 0

-- part: tallies_restated
SELECT p.code AS product, t.stage, sum(t.accounts) AS accounts, sum(t.balance) AS balance,
       sum(t.past_due) AS past_due
FROM accounts_restatedtally t
JOIN accounts_restatementshard s ON s.id = t.shard_id
JOIN accounts_product p ON p.id = t.product_id
WHERE s.restatement_id = %(restatement)s AND t.stage <> ''
GROUP BY p.code, t.stage
