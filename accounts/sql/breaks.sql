-- Statements whose printed past due differs from what we held unpaid (`answer`, the statement left out) by
-- more than the day's tolerance; and first statements that came in with arrears, which nothing can confirm.
-- Reads `question`, `answer` and `first_statement` (account_id, statement_date); everything restated.
SELECT q.account_id, q.day AS statement_date, c.past_due AS printed,
       CASE WHEN f.account_id IS NULL THEN w.unpaid END AS ours,
       CASE
           WHEN f.account_id IS NOT NULL THEN 'opening-cycle'
           WHEN w.unpaid < c.past_due AND EXISTS (
               SELECT FROM accounts_payment p WHERE p.account_id = q.account_id AND p.posted_on = q.day
           ) THEN 'statement-day-payment'
           WHEN w.unpaid < c.past_due AND EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = q.account_id AND p.value_on <= q.day AND p.posted_on > q.day
           ) THEN 'backdated-payment'
           WHEN EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = q.account_id AND p.returned_on > b.statement_date AND p.returned_on <= q.day
           ) THEN 'return'
           WHEN b.versions + c.versions > 2 THEN 'corrected-statement'
           WHEN EXISTS (
               SELECT FROM accounts_reage r
               WHERE r.account_id = q.account_id AND r."on" >= b.statement_date AND r."on" <= q.day
           ) THEN 're-age'
           WHEN w.unpaid > c.past_due THEN 'lower-print'
           ELSE 'higher-print'
       END AS cause
FROM question q
JOIN answer w USING (id)
JOIN accounts_account a ON a.id = q.account_id
LEFT JOIN first_statement f ON f.account_id = q.account_id AND f.statement_date = q.day
CROSS JOIN LATERAL (
    SELECT c.past_due, count(*) OVER () AS versions FROM accounts_billingcycle c
    WHERE c.account_id = q.account_id AND c.statement_date = q.day
    ORDER BY c.known_on DESC, c.stated_known_on DESC
    LIMIT 1
) c
LEFT JOIN LATERAL (
    SELECT e.statement_date, count(*) OVER (PARTITION BY e.statement_date) AS versions
    FROM accounts_billingcycle e
    WHERE e.account_id = q.account_id AND e.statement_date < q.day
    ORDER BY e.statement_date DESC
    LIMIT 1
) b ON true
LEFT JOIN LATERAL (
    SELECT p.tolerance FROM accounts_policy p
    WHERE p.product_id = a.product_id AND p.effective_from <= q.day
    ORDER BY p.effective_from DESC, p.known_on DESC
    LIMIT 1
) t ON true
WHERE CASE WHEN f.account_id IS NOT NULL THEN c.past_due > 0
           ELSE abs(c.past_due - w.unpaid) > coalesce(t.tolerance, 0) END
