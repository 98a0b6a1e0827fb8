-- The open span of each account looked at beside its answer. No new stage: not in the book, or not computed.
SELECT l.id, l.product_id, l.why, l.span, l.stage, l.stage_since, l.past_due, l.balance_before,
       w.problem, w.stage AS new_stage, w.past_due AS new_past_due, w.statements_missed,
       w.oldest_missed_statement, w.oldest_missed_due, w.balance AS new_balance,
       (l.stage, l.past_due, l.statements_missed, l.oldest_missed_statement, l.oldest_missed_due)
       IS DISTINCT FROM
       (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due) AS moves
FROM looked_at l
LEFT JOIN answer w ON w.account_id = l.id AND w.before > w.day
WHERE NOT l.quiet
