-- Printed past due beside our own sums (rules, section 3, "Reconciling").

-- name: reconciled_statement
-- with: printed = printed_in_ranges | printed_of_close
-- Statements (`printed`) beside what we held unpaid at the end of their day with them left out: printed past due, the
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
FROM ({printed}) c
CROSS JOIN LATERAL (
    SELECT greatest(c.minimum_before - coalesce(sum(p.amount), 0), 0)::bigint AS unpaid FROM accounts_payment p
    WHERE c.minimum_before > 0  -- else nothing was asked that could be paid
      AND p.account_id = c.account_id AND p.posted_on > c.before AND p.value_on <= c.statement_date
      AND (p.returned_on <= c.statement_date) IS NOT TRUE
) p

-- part: printed_of_close
-- The day's own statement stands in `candidates` already.
SELECT id AS account_id, product_id, %(day)s::date AS statement_date, printed, before, minimum_before
FROM candidates
WHERE counts_from = %(day)s AND printed IS NOT NULL
UNION ALL
({printed_in_ranges})

-- part: printed_in_ranges
-- with: ranges = ranges_of_page | ranges_of_close
-- Statements (`c`) of accounts (`a`), from a first to a last date, with the one before; everything restated.
SELECT c.account_id, c.product_id, c.statement_date, c.past_due AS printed,
       b.statement_date AS before, b.minimum_due AS minimum_before
FROM (
    SELECT DISTINCT ON (c.account_id, c.statement_date)
           c.account_id, c.product_id, c.statement_date, c.past_due
    FROM accounts_billingcycle c
    JOIN {ranges} a ON a.id = c.account_id
    WHERE c.statement_date BETWEEN a.first AND a.last
    ORDER BY c.account_id, c.statement_date, c.known_on DESC, c.stated_known_on DESC
) c
LEFT JOIN LATERAL (
    SELECT b.statement_date, b.minimum_due FROM accounts_billingcycle b
    WHERE b.account_id = c.account_id AND b.statement_date < c.statement_date
    ORDER BY b.statement_date DESC, b.known_on DESC, b.stated_known_on DESC
    LIMIT 1
) b ON true

-- part: ranges_of_page
(SELECT id, '-infinity'::date AS first, %(through)s::date AS last FROM account_page)

-- part: ranges_of_close
-- New facts bear on statements from the day on which they count.
(SELECT id, counts_from AS first, %(day)s::date AS last FROM candidates WHERE counts_from < %(day)s)

-- name: request_unpaid_before_statements
-- Where sums do not do, the whole rule, with the statement left out.
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT account_id, product_id, statement_date, %(horizon)s, statement_date FROM reconciled_statement WHERE whole

-- name: found_break
-- Of the statements of `reconciled_statement`, those whose printed past due differs from ours by more than the day's
-- tolerance; and first statements that came in with arrears, which nothing can confirm. Everything restated.
SELECT b.account_id, b.statement_date, b.printed, b.ours,
       CASE
           WHEN b.before IS NULL THEN 'opening-cycle'
           WHEN b.ours < b.printed AND EXISTS (
               SELECT FROM accounts_payment p
               WHERE p.account_id = b.account_id AND p.posted_on = b.statement_date
               OFFSET 0  -- so that it is asked of each account, and not all payments are read once
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
    FROM reconciled_statement r
    LEFT JOIN standing_result w ON w.account_id = r.account_id AND w.day = r.statement_date AND w.before = r.statement_date
    WHERE r.whole OR r.printed IS DISTINCT FROM r.ours
) b
LEFT JOIN LATERAL (
    SELECT p.tolerance FROM accounts_policy p
    WHERE p.product_id = b.product_id AND p.effective_from <= b.statement_date
    ORDER BY p.effective_from DESC, p.known_on DESC
    LIMIT 1
) t ON true
WHERE CASE WHEN b.before IS NULL THEN b.printed > 0 ELSE abs(b.printed - b.ours) > coalesce(t.tolerance, 0) END

-- name: settle_breaks
UPDATE accounts_break b SET settled_on = %(day)s
FROM reconciled_statement r
LEFT JOIN found_break f USING (account_id, statement_date)
WHERE b.account_id = r.account_id AND b.statement_date = r.statement_date AND b.settled_on IS NULL
  AND f.account_id IS NULL

-- name: write_breaks
-- An opening cycle is explained by the rule. What a person has settled stays so while both figures are the same.
INSERT INTO accounts_break AS b (account_id, statement_date, printed, ours, cause, owner, found_on, settled_on, settled_as)
SELECT account_id, statement_date, printed, ours, cause, '', %(day)s,
       CASE WHEN cause = 'opening-cycle' THEN %(day)s::date END,
       CASE WHEN cause = 'opening-cycle' THEN 'explained' ELSE '' END
FROM found_break
ON CONFLICT (account_id, statement_date) DO UPDATE
SET printed = excluded.printed, ours = excluded.ours, cause = excluded.cause,
    settled_on = CASE WHEN (b.printed, b.ours) IS NOT DISTINCT FROM (excluded.printed, excluded.ours) AND b.settled_as <> ''
                      THEN b.settled_on ELSE excluded.settled_on END,
    settled_as = CASE WHEN (b.printed, b.ours) IS NOT DISTINCT FROM (excluded.printed, excluded.ours) AND b.settled_as <> ''
                      THEN b.settled_as ELSE excluded.settled_as END,
    settled_by = CASE WHEN (b.printed, b.ours) IS NOT DISTINCT FROM (excluded.printed, excluded.ours)
                      THEN b.settled_by ELSE '' END,
    settled_note = CASE WHEN (b.printed, b.ours) IS NOT DISTINCT FROM (excluded.printed, excluded.ours)
                        THEN b.settled_note ELSE '' END

-- name: breaks_with_owner
SELECT a.reference, f.statement_date, p.currency, f.printed, f.ours, f.cause, coalesce(b.owner, '')
FROM found_break f
JOIN accounts_account a ON a.id = f.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN accounts_break b USING (account_id, statement_date)
ORDER BY a.reference, f.statement_date
