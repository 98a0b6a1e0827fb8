-- Which accounts have something new on a day, why, and from which day on it counts (none: no fact is new);
-- and the shards they make. A superset is harmless; a miss is not. Reads nothing of what the night wrote but
-- who is set aside.
TRUNCATE accounts_lookedat, accounts_moved
--;
INSERT INTO accounts_lookedat (account_id, why, counts_from)
WITH granted AS MATERIALIZED (
    -- past due from = max(due, sent + least days) + grace + 1
    SELECT DISTINCT product_id, grace_days, least_days FROM accounts_policy
),
new (account_id, why, counts_from) AS (
    SELECT id, 'entered', opened_on FROM accounts_account
    WHERE opened_on = %(day)s OR known_on = %(day)s OR (%(first)s AND opened_on <= %(day)s)
    UNION ALL
    SELECT account_id, 'statement', statement_date FROM accounts_billingcycle WHERE statement_date = %(day)s
    UNION ALL
    SELECT account_id, 'statement', statement_date FROM accounts_billingcycle
    WHERE known_on = %(day)s AND known_on > statement_date
    UNION ALL
    SELECT c.account_id, 'past-due', NULL
    FROM (
        SELECT account_id, statement_date, due_date, sent_on, false AS opening FROM accounts_billingcycle c
        WHERE (due_date = ANY(%(due)s::date[])
               OR sent_on > statement_date AND sent_on = ANY(%(sent)s::date[])
               OR sent_on = statement_date AND statement_date = ANY(%(printed)s::date[]))
          -- what asks nothing is only late where a later print that we cannot explain joins it
          AND (minimum_due > 0 OR EXISTS (
              SELECT FROM accounts_billingcycle l
              WHERE l.account_id = c.account_id AND l.statement_date > c.statement_date AND l.past_due > 0
          ))
        UNION ALL
        -- an opening cycle turns late a month before the earliest statement, which printed a past due
        SELECT account_id, statement_date, due_date, sent_on, true FROM accounts_billingcycle
        WHERE (due_date = ANY(%(opening_due)s::date[])
               OR sent_on > statement_date AND sent_on = ANY(%(opening_sent)s::date[])
               OR sent_on = statement_date AND statement_date = ANY(%(opening_printed)s::date[]))
          AND past_due > 0
        ORDER BY account_id  -- neighbours are read together
    ) c
    CROSS JOIN LATERAL (SELECT product_id FROM accounts_account a WHERE a.id = c.account_id OFFSET 0) a
    JOIN granted g USING (product_id)
    CROSS JOIN LATERAL (
        SELECT greatest(c.due_date, c.sent_on + g.least_days) + g.grace_days + 1 AS past_due_from
    ) d
    WHERE NOT c.opening AND d.past_due_from = %(day)s
       OR c.opening AND d.past_due_from = ANY(%(month_later)s::date[])
          AND NOT EXISTS (SELECT FROM accounts_billingcycle e
                          WHERE e.account_id = c.account_id AND e.statement_date < c.statement_date
                            AND e.known_on <= %(day)s)
    UNION ALL
    SELECT account_id, kind, value_on FROM accounts_payment WHERE value_on = %(day)s
    UNION ALL
    SELECT account_id, kind, value_on FROM accounts_payment WHERE known_on = %(day)s AND known_on > value_on
    UNION ALL
    SELECT account_id, 'return', returned_on FROM accounts_payment
    WHERE returned_on = %(day)s OR return_known_on = %(day)s
    UNION ALL
    SELECT account_id, 're-age', "on" FROM accounts_reage
    WHERE "on" = %(day)s OR known_on = %(day)s OR withdraw_known_on = %(day)s
    UNION ALL
    SELECT account_id, reason, "on" FROM accounts_exit WHERE "on" = %(day)s OR known_on = %(day)s
    UNION ALL
    SELECT a.id, 'policy', p.effective_from FROM accounts_policy p
    JOIN accounts_account a USING (product_id)
    WHERE p.effective_from = %(day)s OR p.known_on = %(day)s
    UNION ALL
    SELECT account_id, 'mended', NULL FROM accounts_setaside
    UNION ALL
    -- Statements may be reconciled anew only where an amount is disputed: a pause moves dates, no amounts.
    SELECT b.account_id, 'hold', CASE WHEN h.disputed_amount IS NOT NULL THEN h.starts_on END
    FROM (
        SELECT * FROM accounts_hold
        WHERE starts_on = %(day)s OR known_on = %(day)s OR ends_on = %(day)s::date - 1 OR end_known_on = %(day)s
              OR lapses_on = %(day)s::date - 1 OR withdraw_known_on = %(day)s
              OR fresh_due_on = %(day)s::date - 1 OR fresh_due_on = ANY(%(fresh)s::date[])
    ) h
    CROSS JOIN LATERAL (
        SELECT h.account_id WHERE h.account_id IS NOT NULL
        UNION ALL
        SELECT p.account_id FROM accounts_party p
        WHERE p.customer_id = h.customer_id AND p.role IN ('cardholder', 'joint-holder')
    ) b
    WHERE h.disputed_amount IS NOT NULL OR h.kind = ANY(%(pausing)s)
    UNION ALL
    -- whoever comes to hold an account brings their own holds
    SELECT p.account_id, 'hold', NULL FROM accounts_party p
    JOIN accounts_hold h USING (customer_id)
    WHERE p.known_on = %(day)s AND p.role IN ('cardholder', 'joint-holder') AND h.kind = ANY(%(pausing)s)
)
SELECT account_id, bit_or(1 << array_position(%(codes)s, why) - 1), min(counts_from)
FROM new
GROUP BY account_id
ORDER BY account_id
--;
INSERT INTO accounts_closingshard (day_id, number, first_account, last_account, accounts, worker, attempt)
SELECT %(day)s, number, min(account_id), max(account_id), count(*), '', 0
FROM (
    SELECT account_id, (row_number() OVER (ORDER BY account_id) - 1) / %(size)s + 1 AS number
    FROM accounts_lookedat
) l
GROUP BY number
ORDER BY number
--;
ANALYZE accounts_lookedat
