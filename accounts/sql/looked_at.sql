-- Which accounts have something new on a day, why, and from which day on it counts (none: no fact is new).
-- A superset is harmless; a miss is not. Reads nothing of what the night wrote but who is set aside.
WITH new (account_id, why, counts_from) AS (
    SELECT id, 'entered', opened_on FROM accounts_account
    WHERE opened_on = %(day)s OR known_on = %(day)s OR (%(first)s AND opened_on <= %(day)s)
    UNION ALL
    SELECT account_id, 'statement', statement_date FROM accounts_billingcycle
    WHERE statement_date = %(day)s OR known_on = %(day)s
    UNION ALL
    -- past due from = max(due, sent + least days) + grace + 1: either may be the later
    SELECT account_id, 'past-due', NULL FROM accounts_billingcycle WHERE due_date = ANY(%(due)s::date[])
    UNION ALL
    SELECT account_id, 'past-due', NULL FROM accounts_billingcycle
    WHERE sent_on = ANY(%(sent)s::date[]) AND sent_on + %(least)s >= due_date
    UNION ALL
    -- an opening cycle is late a month before the earliest statement
    SELECT c.account_id, 'past-due', NULL FROM accounts_billingcycle c
    WHERE (c.due_date = ANY(%(opening_due)s::date[])
           OR (c.sent_on = ANY(%(opening_sent)s::date[]) AND c.sent_on + %(least)s >= c.due_date))
      AND NOT EXISTS (SELECT FROM accounts_billingcycle e
                      WHERE e.account_id = c.account_id AND e.statement_date < c.statement_date
                        AND e.known_on <= %(day)s)
    UNION ALL
    SELECT account_id, kind, value_on FROM accounts_payment
    WHERE value_on = %(day)s OR known_on = %(day)s
    UNION ALL
    SELECT account_id, 'return', returned_on FROM accounts_payment
    WHERE returned_on = %(day)s OR return_known_on = %(day)s
    UNION ALL
    SELECT account_id, 're-age', "on" FROM accounts_reage
    WHERE "on" = %(day)s OR known_on = %(day)s OR withdraw_known_on = %(day)s
    UNION ALL
    SELECT account_id, reason, "on" FROM accounts_exit
    WHERE "on" = %(day)s OR known_on = %(day)s
    UNION ALL
    SELECT a.id, 'policy', p.effective_from FROM accounts_policy p
    JOIN accounts_account a USING (product_id)
    WHERE p.effective_from = %(day)s OR p.known_on = %(day)s
    UNION ALL
    SELECT account_id, 'mended', since FROM accounts_setaside
)
SELECT account_id, array_agg(DISTINCT why ORDER BY why) AS why, min(counts_from) AS counts_from
FROM new
GROUP BY account_id
