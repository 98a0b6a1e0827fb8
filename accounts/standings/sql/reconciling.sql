-- Statements (`stated`) beside what we held unpaid at the end of their day with them left out: printed past due, the
-- statement before, and `ours` (none where there is no statement before). Everything restated.
--
-- All that a print carries over is shared among the cycles before it, so what was unpaid is what the statement
-- before asked, less what was paid since. Only a return, a re-age or a disputed amount asks for the whole rule
-- (`whole`), of which the last two only ever ask for less.
SELECT c.account_id, c.product_id, c.statement_date, c.printed, c.before,
       CASE WHEN c.before IS NOT NULL THEN p.unpaid END AS ours,
       c.before IS NOT NULL AND (
           p.unpaid > 0 AND EXISTS (SELECT FROM accounts_reage r WHERE r.account_id = c.account_id)
           OR p.unpaid > 0 AND EXISTS (
               SELECT FROM accounts_hold h
               WHERE h.account_id = c.account_id AND h.disputed_amount IS NOT NULL
               OFFSET 0  -- account by account: few dispute anything
           )
           OR EXISTS (SELECT FROM accounts_payment r
                      WHERE r.account_id = c.account_id AND r.posted_on <= c.before
                        AND r.returned_on > c.before AND r.returned_on <= c.statement_date)
       ) AS whole
FROM ({stated}) c
CROSS JOIN LATERAL (
    SELECT greatest(c.minimum_before - coalesce(sum(p.amount), 0), 0)::bigint AS unpaid FROM accounts_payment p
    WHERE c.minimum_before > 0  -- else nothing was asked that could be paid
      AND p.account_id = c.account_id AND p.posted_on > c.before AND p.value_on <= c.statement_date
      AND (p.returned_on <= c.statement_date) IS NOT TRUE
) p
