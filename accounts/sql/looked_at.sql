-- Accounts listed (`l`: id, why, counts_from) with the span in force, and which of them need not be asked (`quiet`):
-- one with nothing past due stays where it is when it only pays more, or when a new statement carries nothing
-- over; any does when only its promises have something new.
--
-- `payments`, `statement`, `promise` are bits of `why`. `balance` is that of a new statement of a quiet account.
-- What counts from the day itself bears on no statement but the day's own: no `counts_from` without one.
SELECT a.id, l.why,
       CASE WHEN l.counts_from < %(day)s OR (l.why & %(statement)s) <> 0 THEN l.counts_from END AS counts_from,
       a.product_id, a.opened_on, a.known_on, n.balance,
       l.why = %(promise)s
       OR coalesce(q.clean, false) AND ((l.why & %(statement)s) = 0 OR n.balance IS NOT NULL) AS quiet,
       s.id AS span, s.stage, s.stage_since, s.past_due, s.statements_missed, s.oldest_missed_statement,
       s.oldest_missed_due
FROM ({listed}) l
JOIN accounts_account a ON a.id = l.id
LEFT JOIN LATERAL (
    SELECT * FROM accounts_stagespan s WHERE s.account_id = a.id AND s.ends_before IS NULL OFFSET 0
) s ON true
CROSS JOIN LATERAL (
    SELECT s.stage = 'CURRENT' AND s.past_due = 0
           AND (l.why & ~ %(payments)s & ~ %(statement)s & ~ %(promise)s) = 0 AS clean
) q
LEFT JOIN LATERAL (
    SELECT n.balance FROM (
        SELECT c.balance, c.past_due FROM accounts_billingcycle c
        WHERE q.clean AND (l.why & %(statement)s) <> 0
          AND c.account_id = a.id AND c.statement_date = %(day)s AND c.known_on <= %(day)s
        ORDER BY c.known_on DESC, c.stated_known_on DESC
        LIMIT 1
    ) n
    WHERE n.past_due = 0
) n ON true
