-- Of the statements of `reconciled`, those whose printed past due differs from ours by more than the day's
-- tolerance; and first statements that came in with arrears, which nothing can confirm. Everything restated.
SELECT b.account_id, b.statement_date, b.printed, b.ours,
       CASE
           WHEN b.before IS NULL THEN 'opening-cycle'
           WHEN b.ours < b.printed AND EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.posted_on = b.statement_date
           ) THEN 'statement-day-payment'
           WHEN b.ours < b.printed AND EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.value_on <= b.statement_date
                 AND p.posted_on > b.statement_date
           ) THEN 'backdated-payment'
           WHEN EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.returned_on > b.before
                 AND p.returned_on <= b.statement_date
           ) THEN 'return'
           WHEN (
               SELECT count(*) FROM accounts_billingcycle c
               WHERE c.account_id = b.account_id AND c.statement_date IN (b.before, b.statement_date)
           ) > 2 THEN 'corrected-statement'
           WHEN EXISTS (
               SELECT FROM accounts_reage r
               WHERE r.account_id = b.account_id AND r."on" >= b.before AND r."on" <= b.statement_date
           ) THEN 're-age'
           WHEN b.ours < b.printed AND EXISTS (
               SELECT FROM accounts_hold h
               WHERE h.account_id = b.account_id AND h.disputed_amount IS NOT NULL
                 AND h.withdrawn_on IS NULL AND h.starts_on <= b.statement_date
                 AND coalesce(h.fresh_due_on, h.ends_on, h.lapses_on, 'infinity') >= b.statement_date
           ) THEN 'disputed-amount'
           WHEN b.ours > b.printed THEN 'lower-print'
           ELSE 'higher-print'
       END AS cause
FROM (
    SELECT r.account_id, r.product_id, r.statement_date, r.printed, r.before,
           CASE WHEN r.whole THEN w.unpaid ELSE r.ours END AS ours
    FROM reconciled r
    LEFT JOIN answer w ON w.account_id = r.account_id AND w.day = r.statement_date AND w.before = r.statement_date
    WHERE r.whole OR r.printed IS DISTINCT FROM r.ours
) b
LEFT JOIN LATERAL (
    SELECT p.tolerance FROM accounts_policy p
    WHERE p.product_id = b.product_id AND p.effective_from <= b.statement_date
    ORDER BY p.effective_from DESC, p.known_on DESC
    LIMIT 1
) t ON true
WHERE CASE WHEN b.before IS NULL THEN b.printed > 0 ELSE abs(b.printed - b.ours) > coalesce(t.tolerance, 0) END
