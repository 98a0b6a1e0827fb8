-- A past day with every fact in it, beside what the close of the day wrote.

-- name: cut_restatement
-- The shards that a restatement is worked in.
INSERT INTO accounts_restatementshard (restatement_id, number, first_account, last_account, accounts,
                                       worker, attempt)
SELECT %(restatement)s, number, min(id), max(id), count(*), '', 0
FROM (SELECT id, (row_number() OVER (ORDER BY id) - 1) / %(size)s + 1 AS number FROM accounts_account) a
GROUP BY number

-- name: forget_uncomputed
-- What cannot be computed has no standing, like an account that is not in the book on the day.
UPDATE standing_result
SET stage = NULL, past_due = NULL, statements_missed = NULL, oldest_missed_statement = NULL,
    oldest_missed_due = NULL, balance = NULL
WHERE problem IS NOT NULL

-- name: compare_restated
WITH compared AS MATERIALIZED (
    SELECT a.id, a.product_id, coalesce(s.stage, '') AS known_stage, s.past_due AS known_past_due,
           s.statements_missed AS known_statements_missed, s.oldest_missed_due AS known_missed_due,
           coalesce(w.stage, '') AS stage, w.past_due, w.statements_missed, w.oldest_missed_due, w.balance,
           (s.stage, s.past_due, s.statements_missed, s.oldest_missed_statement, s.oldest_missed_due)
           IS DISTINCT FROM
           (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due) AS differs
    FROM accounts_account a
    LEFT JOIN accounts_stagespan s
      ON s.account_id = a.id AND s.account_id BETWEEN %(first_account)s AND %(last_account)s
     AND s.starts_on <= %(day)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
    LEFT JOIN standing_result w ON w.account_id = a.id
    WHERE a.id BETWEEN %(first_account)s AND %(last_account)s AND (s.id IS NOT NULL OR w.account_id IS NOT NULL)
),
kept AS (
    INSERT INTO accounts_restatedaccount (restatement_id, account_id, known_stage, known_past_due,
                                          known_statements_missed, known_missed_due, stage, past_due,
                                          statements_missed, missed_due)
    SELECT %(restatement)s, id, known_stage, known_past_due, known_statements_missed, known_missed_due, stage,
           past_due, statements_missed, oldest_missed_due
    FROM compared
    WHERE differs
)
INSERT INTO accounts_restatedtally (shard_id, product_id, known_stage, stage, accounts, differing, balance,
                                    past_due, known_past_due)
SELECT %(shard)s, product_id, known_stage, stage, count(*), count(*) FILTER (WHERE differs),
       coalesce(sum(balance), 0), coalesce(sum(past_due), 0), coalesce(sum(known_past_due), 0)
FROM compared
GROUP BY product_id, known_stage, stage

-- name: finish_restatement
-- Where all its shards are done and nobody did so before.
UPDATE accounts_restatement r
SET finished_at = coalesce(
    (SELECT max(s.done_at) FROM accounts_restatementshard s WHERE s.restatement_id = r.id), r.asked_at
)
WHERE r.id = %(restatement)s AND r.finished_at IS NULL AND r.withdrawn_at IS NULL AND NOT EXISTS (
    SELECT FROM accounts_restatementshard s WHERE s.restatement_id = r.id AND s.done_at IS NULL
)
