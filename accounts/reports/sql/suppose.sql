-- The past under other policies: on which days accounts might stand differently than the day before.

-- name: supposed_day
-- Every day on which a fact of the account counts or becomes known, or a pause or the grace of a supposed policy
-- ends. A superset is harmless; a miss is not.
WITH account AS MATERIALIZED (
    SELECT * FROM accounts_account WHERE id = ANY(%(ids)s)
),
cycle AS MATERIALIZED (
    SELECT c.account_id, c.statement_date, c.known_on,
           greatest(c.due_date, c.sent_on + p.least_days) + p.grace_days + 1 AS late_from, p.rolls
    FROM accounts_billingcycle c
    LEFT JOIN supposed_policy p ON p.product_id = c.product_id
    WHERE c.account_id = ANY(%(ids)s)
),
hold AS MATERIALIZED (
    SELECT h.account_id, h.starts_on, h.known_on, h.ends_on, h.end_known_on, h.lapses_on, h.withdraw_known_on,
           h.fresh_due_on, NULL::date AS party_known_on
    FROM accounts_hold h
    WHERE h.account_id = ANY(%(ids)s)
    UNION ALL
    SELECT c.account_id, h.starts_on, h.known_on, h.ends_on, h.end_known_on, h.lapses_on, h.withdraw_known_on,
           h.fresh_due_on, c.known_on
    FROM accounts_party c
    JOIN accounts_hold h USING (customer_id)
    WHERE c.account_id = ANY(%(ids)s) AND c.role IN {holder_roles}
),
happens AS (
    SELECT a.id AS account_id, v.day
    FROM account a
    CROSS JOIN LATERAL (
        VALUES (a.opened_on), (a.known_on), (%(first_day)s::date), (%(day)s::date)
    ) AS v (day)
    UNION ALL
    SELECT c.account_id, v.day
    FROM cycle c
    CROSS JOIN LATERAL (
        VALUES (c.statement_date), (c.known_on), (c.late_from), ((c.late_from - interval '1 month')::date)
    ) AS v (day)
    UNION ALL
    -- where due dates roll, one of the days after: no run of days off is as long
    SELECT c.account_id, v.day
    FROM cycle c
    CROSS JOIN generate_series(1, 21) AS n (days)
    CROSS JOIN LATERAL (
        VALUES (c.late_from + n.days), ((c.late_from + n.days - interval '1 month')::date)
    ) AS v (day)
    WHERE c.rolls
    UNION ALL
    SELECT m.account_id, v.day
    FROM accounts_payment m
    CROSS JOIN LATERAL (VALUES (m.value_on), (m.known_on), (m.returned_on), (m.return_known_on)) AS v (day)
    WHERE m.account_id = ANY(%(ids)s)
    UNION ALL
    SELECT h.account_id, v.day
    FROM hold h
    CROSS JOIN LATERAL (
        VALUES (h.starts_on), (h.known_on), (h.ends_on + 1), (h.end_known_on), (h.lapses_on + 1),
               (h.withdraw_known_on), (h.fresh_due_on + 1), (h.party_known_on)
    ) AS v (day)
    UNION ALL
    SELECT h.account_id, h.fresh_due_on + p.grace_days + 1
    FROM hold h
    JOIN account a ON a.id = h.account_id
    JOIN supposed_policy p ON p.product_id = a.product_id
    WHERE h.fresh_due_on IS NOT NULL
    UNION ALL
    SELECT r.account_id, v.day
    FROM accounts_reage r
    CROSS JOIN LATERAL (VALUES (r."on"), (r.known_on), (r.withdraw_known_on)) AS v (day)
    WHERE r.account_id = ANY(%(ids)s)
    UNION ALL
    SELECT e.account_id, v.day
    FROM accounts_exit e
    CROSS JOIN LATERAL (VALUES (e."on"), (e.known_on)) AS v (day)
    WHERE e.account_id = ANY(%(ids)s)
    UNION ALL
    SELECT a.id, v.day
    FROM account a
    JOIN supposed_policy p ON p.product_id = a.product_id
    CROSS JOIN LATERAL (VALUES (p.effective_from), (p.known_on)) AS v (day)
    UNION ALL
    SELECT a.id, k.known_on
    FROM account a
    JOIN supposed_policy p ON p.product_id = a.product_id AND p.rolls
    CROSS JOIN (SELECT DISTINCT known_on FROM accounts_calendarday) k
)
SELECT a.id AS account_id, a.product_id, d.day,
       a.opened_on <= d.day AND a.known_on <= d.day AND coalesce((
           SELECT e.reason FROM accounts_exit e
           WHERE e.account_id = a.id AND e."on" <= d.day AND e.known_on <= d.day
           ORDER BY e."on" DESC
           LIMIT 1
       ), 'recalled') = 'recalled' AS in_book
FROM (
    SELECT DISTINCT account_id, day FROM happens WHERE day BETWEEN %(first_day)s AND %(day)s
) d
JOIN account a ON a.id = d.account_id

-- name: request_supposed_days
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT account_id, product_id, day, day, day + 1 FROM supposed_day WHERE in_book

-- name: supposed_history
-- By account and day: the stage, none where it is not in the book; what could not be computed is left out.
SELECT d.account_id, d.day, CASE WHEN d.in_book THEN r.stage END AS stage, r.past_due, r.statements_missed,
       r.oldest_missed_statement, r.oldest_missed_due
FROM supposed_day d
LEFT JOIN standing_result r ON r.account_id = d.account_id AND r.day = d.day
WHERE r.problem IS NULL
ORDER BY d.account_id, d.day
