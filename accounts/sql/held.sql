-- The open span of each account looked at beside its answer. No new stage: not in the book, or not computed.
SELECT l.id, l.product_id, l.why, s.id AS span, s.stage, s.stage_since, s.past_due, w.problem,
       w.stage AS new_stage, w.past_due AS new_past_due, w.statements_missed, w.oldest_missed_statement,
       w.oldest_missed_due, w.balance AS new_balance,
       (s.stage, s.past_due, s.statements_missed, s.oldest_missed_statement, s.oldest_missed_due)
       IS DISTINCT FROM
       (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due) AS moves
FROM looked_at l
LEFT JOIN accounts_stagespan s ON s.account_id = l.id AND s.ends_before IS NULL
LEFT JOIN answer w ON w.account_id = l.id AND w.before > w.day
WHERE NOT l.quiet
