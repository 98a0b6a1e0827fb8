-- Accounts listed (`l`: id, why, counts_from) with the span in force, their statement of the day with the one before
-- it, and which of them need not be asked (`quiet`): one with nothing past due stays where it is when it only pays
-- more, or when a new statement carries nothing over; any does when only its promises have something new.
--
-- `payments`, `statement`, `promise` are bits of `why`. What counts from the day itself bears on no statement but the
-- day's own: no `counts_from` without one. `printed`, `before` and `minimum_before` are restated, for reconciling; a
-- statement and the one before it are neighbours in the index, so both are read here at once. `balance` is that of a
-- new statement of a quiet account, `balance_before` what counted yesterday where that is the statement before.
SELECT a.id, l.why,
       CASE WHEN l.counts_from < %(day)s OR (l.why & %(statement)s) <> 0 THEN l.counts_from END AS counts_from,
       a.product_id, a.opened_on, a.known_on,
       CASE WHEN q.clean AND n.nothing_over THEN n.balance END AS balance,
       l.why = %(promise)s
       OR coalesce(q.clean, false) AND ((l.why & %(statement)s) = 0 OR coalesce(n.nothing_over, false)) AS quiet,
       n.past_due AS printed, b.statement_date AS before, b.minimum_due AS minimum_before,
       CASE WHEN b.known_on < %(day)s THEN b.balance END AS balance_before,
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
    SELECT c.balance, c.past_due, c.past_due = 0 AND c.known_on <= %(day)s AS nothing_over
    FROM accounts_billingcycle c
    WHERE (l.why & %(statement)s) <> 0 AND c.account_id = a.id AND c.statement_date = %(day)s
    ORDER BY c.known_on DESC, c.stated_known_on DESC
    LIMIT 1
) n ON true
LEFT JOIN LATERAL (
    SELECT b.statement_date, b.known_on, b.balance, b.minimum_due FROM accounts_billingcycle b
    WHERE n.past_due IS NOT NULL AND b.account_id = a.id AND b.statement_date < %(day)s
    ORDER BY b.statement_date DESC, b.known_on DESC, b.stated_known_on DESC
    LIMIT 1
) b ON true
