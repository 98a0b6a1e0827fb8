-- Statements beside what we held unpaid at the end of their day with them left out: printed past due, the
-- statement before, and `ours` (none where there is no statement before). Everything restated.
--
-- All that a print carries over is shared among the cycles before it, so what was unpaid is what the statement
-- before asked, less what was paid since. Only a return, a re-age or a disputed amount asks for the whole
-- rule (`whole`).
SELECT c.account_id, c.product_id, c.statement_date, c.past_due AS printed,
       b.statement_date AS before, b.known_on AS before_known_on, b.balance AS balance_before,
       CASE WHEN b.statement_date IS NOT NULL THEN greatest(b.minimum_due - p.paid, 0)::bigint END AS ours,
       b.statement_date IS NOT NULL AND (
           EXISTS (SELECT FROM accounts_reage r WHERE r.account_id = c.account_id)
           OR (SELECT h.id FROM accounts_hold h  -- account by account: few dispute anything
               WHERE h.account_id = c.account_id AND h.disputed_amount IS NOT NULL LIMIT 1) IS NOT NULL
           OR EXISTS (SELECT FROM accounts_payment r
                      WHERE r.account_id = c.account_id AND r.posted_on <= b.statement_date
                        AND r.returned_on > b.statement_date AND r.returned_on <= c.statement_date)
       ) AS whole
FROM (
    SELECT DISTINCT ON (c.account_id, c.statement_date)
           c.account_id, c.product_id, c.statement_date, c.past_due
    FROM accounts_billingcycle c
    JOIN {accounts} a ON a.id = c.account_id
    WHERE {statements}
    ORDER BY c.account_id, c.statement_date, c.known_on DESC, c.stated_known_on DESC
) c
LEFT JOIN LATERAL (
    SELECT b.statement_date, b.known_on, b.balance, b.minimum_due FROM accounts_billingcycle b
    WHERE b.account_id = c.account_id AND b.statement_date < c.statement_date
    ORDER BY b.statement_date DESC, b.known_on DESC, b.stated_known_on DESC
    LIMIT 1
) b ON true
LEFT JOIN LATERAL (
    SELECT coalesce(sum(p.amount), 0) AS paid FROM accounts_payment p
    WHERE b.minimum_due > 0  -- else nothing was asked that could be paid
      AND p.account_id = c.account_id AND p.posted_on > b.statement_date AND p.value_on <= c.statement_date
      AND (p.returned_on <= c.statement_date) IS NOT TRUE
) p ON b.statement_date IS NOT NULL
