-- Statements whose printed past due differs from what we held unpaid (`answer`, the statement left out) by
-- more than the day's tolerance; and first statements that came in with arrears, which nothing can confirm.
-- Reads `question` and `answer`; everything restated.
WITH printed AS MATERIALIZED (
    SELECT q.account_id, q.day, p.past_due, w.unpaid, coalesce(t.tolerance, 0) AS tolerance, (
        SELECT max(e.statement_date) FROM accounts_billingcycle e
        WHERE e.account_id = q.account_id AND e.statement_date < q.day
    ) AS before
    FROM question q
    JOIN answer w USING (id)
    CROSS JOIN LATERAL (
        SELECT c.past_due FROM accounts_billingcycle c
        WHERE c.account_id = q.account_id AND c.statement_date = q.day
        ORDER BY c.known_on DESC, c.stated_known_on DESC
        LIMIT 1
    ) p
    LEFT JOIN LATERAL (
        SELECT p.tolerance FROM accounts_policy p
        WHERE p.product_id = q.product_id AND p.effective_from <= q.day
        ORDER BY p.effective_from DESC, p.known_on DESC
        LIMIT 1
    ) t ON true
)
SELECT b.account_id, b.day AS statement_date, b.past_due AS printed,
       CASE WHEN b.before IS NOT NULL THEN b.unpaid END AS ours,
       CASE
           WHEN b.before IS NULL THEN 'opening-cycle'
           WHEN b.unpaid < b.past_due AND EXISTS (
               SELECT FROM accounts_payment p WHERE p.account_id = b.account_id AND p.posted_on = b.day
           ) THEN 'statement-day-payment'
           WHEN b.unpaid < b.past_due AND EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.value_on <= b.day AND p.posted_on > b.day
           ) THEN 'backdated-payment'
           WHEN EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.returned_on > b.before AND p.returned_on <= b.day
           ) THEN 'return'
           WHEN (
               SELECT count(*) FROM accounts_billingcycle c
               WHERE c.account_id = b.account_id AND c.statement_date IN (b.before, b.day)
           ) > 2 THEN 'corrected-statement'
           WHEN EXISTS (
               SELECT FROM accounts_reage r
               WHERE r.account_id = b.account_id AND r."on" >= b.before AND r."on" <= b.day
           ) THEN 're-age'
           WHEN b.unpaid > b.past_due THEN 'lower-print'
           ELSE 'higher-print'
       END AS cause
FROM printed b
WHERE CASE WHEN b.before IS NULL THEN b.past_due > 0 ELSE abs(b.past_due - b.unpaid) > b.tolerance END
