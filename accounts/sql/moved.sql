-- Accounts of `looked_at` whose standing (`answer`) differs from their open span; no stage: not in the book.
SELECT l.account_id, l.why, s.id AS span, coalesce(s.stage, '') AS from_stage, coalesce(w.stage, '') AS to_stage,
       s.stage_since, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due
FROM looked_at l
LEFT JOIN accounts_stagespan s ON s.account_id = l.account_id AND s.ends_before IS NULL
LEFT JOIN answer w ON w.account_id = l.account_id
WHERE w.problem IS NULL
  AND (s.stage, s.past_due, s.statements_missed, s.oldest_missed_statement, s.oldest_missed_due)
      IS DISTINCT FROM
      (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due)
