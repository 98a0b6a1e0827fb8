-- From standings to stage changes: found in shards, written when the day is published.

-- name: span_diff
-- The open span of each candidate beside its result. No new stage: not in the book, or not computed.
SELECT l.id, l.product_id, l.why, l.span, l.stage, l.stage_since, l.past_due, l.balance_before,
       w.problem, w.stage AS new_stage, w.past_due AS new_past_due, w.statements_missed,
       w.oldest_missed_statement, w.oldest_missed_due, w.balance AS new_balance,
       (l.stage, l.past_due, l.statements_missed, l.oldest_missed_statement, l.oldest_missed_due)
       IS DISTINCT FROM
       (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due) AS moves
FROM candidates l
LEFT JOIN standing_result w ON w.account_id = l.id AND w.before > w.day
WHERE NOT l.quiet

-- name: find_stage_changes
INSERT INTO accounts_pendingstagechange (account_id, why, span, from_stage, to_stage, stage_since, past_due,
                            statements_missed, oldest_missed_statement, oldest_missed_due, problem)
SELECT id, ARRAY(SELECT code FROM unnest(%(codes)s) WITH ORDINALITY AS c (code, place)
                 WHERE why & (1 << place::int - 1) <> 0 ORDER BY code),
       span, coalesce(stage, ''), coalesce(new_stage, ''), stage_since, new_past_due, statements_missed,
       oldest_missed_statement, oldest_missed_due, coalesce(problem, '')
FROM span_diff
WHERE moves OR problem IS NOT NULL

-- name: tally_shard
-- The balance is that of the newest statement: where none is new, it is the same before and after.
INSERT INTO accounts_shardtally (shard_id, product_id, stage, entered, moved_in, moved_out, departed,
                                 balance, past_due)
SELECT %(shard)s, c.product_id, e.stage,
       coalesce(sum(c.accounts) FILTER (WHERE e.after AND c.stage IS NULL), 0),
       coalesce(sum(c.accounts) FILTER (WHERE e.after AND c.stage <> c.stage_after), 0),
       coalesce(sum(c.accounts) FILTER (WHERE NOT e.after AND c.stage <> c.stage_after), 0),
       coalesce(sum(c.accounts) FILTER (WHERE NOT e.after AND c.stage_after IS NULL), 0),
       sum(e.balance), sum(e.past_due)
FROM (
    SELECT h.product_id, h.stage, h.stage_after, count(*) AS accounts,
           sum(h.past_due) AS past_due, sum(h.past_due_after) AS past_due_after, sum(h.new_balance) AS balance_after,
           sum(CASE WHEN h.new_balance IS NOT NULL AND (h.why & %(statement)s) = 0 THEN h.new_balance
                    ELSE coalesce(h.balance_before, (
                        SELECT c.balance FROM accounts_billingcycle c
                        WHERE c.account_id = h.id AND c.statement_date < %(day)s AND c.known_on < %(day)s
                        ORDER BY {newest_statement_first}
                        LIMIT 1
                    ), 0) END) AS balance
    FROM (
        SELECT id, product_id, why, stage, past_due, balance_before, new_balance,
               CASE WHEN problem IS NULL THEN new_stage ELSE stage END AS stage_after,
               CASE WHEN problem IS NULL THEN new_past_due ELSE past_due END AS past_due_after
        FROM span_diff
        WHERE moves OR problem IS NOT NULL OR (why & %(statement)s) <> 0
        UNION ALL
        SELECT id, product_id, why, 'CURRENT', 0, balance_before, balance, 'CURRENT', 0
        FROM candidates
        WHERE quiet AND balance IS NOT NULL
    ) h
    GROUP BY h.product_id, h.stage, h.stage_after
) c
CROSS JOIN LATERAL (
    VALUES (false, c.stage, -c.balance, -c.past_due), (true, c.stage_after, c.balance_after, c.past_due_after)
) AS e (after, stage, balance, past_due)
WHERE e.stage IS NOT NULL
GROUP BY c.product_id, e.stage

-- name: end_spans
WITH ended AS (
    UPDATE accounts_stagespan s SET ends_before = %(day)s
    FROM accounts_pendingstagechange m
    WHERE s.id = m.span AND s.ends_before IS NULL AND m.problem = ''
    RETURNING s.stage
)
SELECT stage, count(*) FROM ended GROUP BY stage

-- name: begin_spans
WITH begun AS (
    INSERT INTO accounts_stagespan (account_id, starts_on, stage, stage_since, past_due, statements_missed,
                                    oldest_missed_statement, oldest_missed_due)
    SELECT m.account_id, %(day)s, m.to_stage, CASE
               WHEN m.from_stage = m.to_stage THEN m.stage_since
               WHEN m.from_stage <> '' OR m.why && '{recalled,mended}' AND EXISTS (
                   SELECT FROM accounts_stagespan e
                   WHERE e.account_id = m.account_id AND e.stage <> m.to_stage
               ) THEN %(day)s::date
           END, m.past_due, m.statements_missed, m.oldest_missed_statement, m.oldest_missed_due
    FROM accounts_pendingstagechange m
    WHERE m.to_stage <> '' AND m.problem = ''
    RETURNING stage
)
SELECT stage, count(*) FROM begun GROUP BY stage

-- name: write_stage_changes
-- A stage change for each move of `accounts_pendingstagechange` from one stage to another.
INSERT INTO accounts_stagechange (account_id, "on", from_stage, to_stage, why, rule_version)
SELECT account_id, %(day)s, from_stage, to_stage, why, %(rule_version)s
FROM accounts_pendingstagechange
WHERE from_stage <> to_stage AND problem = ''
