-- What promises have come to at the end of days: accounts/promised.py for many questions at once.
--
-- Reads   promise_question (id, promise_id, day, horizon): facts known by the horizon count. `products` and
--         `of_pack`: products whose pack has a tolerance, which then comes before the product's.
-- Returns one row per question about a promise that is made by the day and known by the horizon; `since` is
--         the day on which it came to its state. Amounts in minor units.
WITH asked AS MATERIALIZED (
    SELECT q.id, q.promise_id, q.day, q.horizon, p.reference, p.made_on, p.tolerance_percent, s.total,
           CASE WHEN p.cancel_known_on <= q.horizon THEN p.cancelled_on END AS cancelled_on,
           coalesce(p.tolerance, t.tolerance, 0) AS tolerance
    FROM promise_question q
    JOIN accounts_promise p ON p.id = q.promise_id AND p.made_on <= q.day AND p.known_on <= q.horizon
    CROSS JOIN LATERAL (
        SELECT sum(i.amount) AS total FROM accounts_promisedinstalment i WHERE i.promise_id = p.id
    ) s
    CROSS JOIN LATERAL (
        SELECT max(coalesce(k.tolerance, y.tolerance)) AS tolerance
        FROM accounts_promisedaccount c
        JOIN accounts_account a ON a.id = c.account_id
        LEFT JOIN unnest(%(products)s::bigint[], %(of_pack)s::bigint[]) AS k (product_id, tolerance)
          ON k.product_id = a.product_id
        LEFT JOIN LATERAL (
            SELECT y.tolerance FROM accounts_policy y
            WHERE y.product_id = a.product_id AND y.effective_from <= p.made_on AND y.known_on <= q.horizon
            ORDER BY y.effective_from DESC, y.known_on DESC
            LIMIT 1
        ) y ON true
        WHERE c.promise_id = p.id AND p.tolerance IS NULL AND p.tolerance_percent IS NULL
    ) t
),
-- Days on which something changes: what is paid, what is expected, or that it ends if it is open.
change (id, day, paid, expected, ends, replaced_by) AS (
    SELECT id, made_on, 0, 0, false, NULL::bigint FROM asked
    UNION ALL
    SELECT a.id, e.day, e.amount, 0, false, NULL
    FROM asked a
    JOIN accounts_promisedaccount c ON c.promise_id = a.promise_id
    CROSS JOIN LATERAL (
        SELECT p.value_on, p.amount, CASE WHEN p.return_known_on <= a.horizon THEN p.returned_on END AS returned_on
        FROM accounts_payment p
        WHERE p.account_id = c.account_id AND p.posted_on >= a.made_on AND p.value_on >= a.made_on
          AND p.known_on <= a.horizon
    ) p
    CROSS JOIN LATERAL (VALUES (p.value_on, p.amount), (p.returned_on, -p.amount)) AS e (day, amount)
    WHERE e.day <= a.day
    UNION ALL
    SELECT a.id, i.grace_ends_on + 1, 0, i.amount, false, NULL
    FROM asked a
    JOIN accounts_promisedinstalment i ON i.promise_id = a.promise_id
    WHERE i.grace_ends_on < a.day
    UNION ALL
    SELECT id, cancelled_on, 0, 0, true, NULL FROM asked WHERE cancelled_on <= day
    UNION ALL
    SELECT a.id, l.made_on, 0, 0, true, l.id
    FROM asked a
    JOIN accounts_promisedaccount c ON c.promise_id = a.promise_id
    JOIN accounts_promisedaccount o ON o.account_id = c.account_id AND o.promise_id <> a.promise_id
    JOIN accounts_promise l ON l.id = o.promise_id AND (l.made_on, l.reference) > (a.made_on, a.reference)
     AND l.made_on <= a.day AND l.known_on <= a.horizon
),
summed AS (
    SELECT c.id, c.day, a.total, a.tolerance_percent, a.tolerance, bool_or(c.ends) AS ends,
           -- staff who cancel come before the first of the promises made on the day
           CASE WHEN a.cancelled_on IS DISTINCT FROM c.day
                THEN (array_agg(c.replaced_by ORDER BY l.reference) FILTER (WHERE c.ends))[1] END AS replaced_by,
           sum(sum(c.paid)) OVER life AS paid, sum(sum(c.expected)) OVER life AS expected
    FROM change c
    JOIN asked a USING (id)
    LEFT JOIN accounts_promise l ON l.id = c.replaced_by
    GROUP BY c.id, c.day, a.total, a.tolerance_percent, a.tolerance, a.cancelled_on
    WINDOW life AS (PARTITION BY c.id ORDER BY c.day)
),
judged AS (
    SELECT s.*, s.paid < s.expected - t.tolerance AS short, s.paid >= s.total - t.tolerance AS paid_up
    FROM summed s
    CROSS JOIN LATERAL (
        SELECT CASE WHEN s.tolerance_percent IS NULL THEN s.tolerance
                    ELSE ceil(s.expected * s.tolerance_percent / 100) END AS tolerance
    ) t
),
lived AS (
    SELECT j.id, min(j.day) FILTER (WHERE j.short) AS broken_on,
           min(j.day) FILTER (WHERE j.ends AND NOT j.paid_up) AS cancelled_on,
           (array_agg(j.replaced_by ORDER BY j.day) FILTER (WHERE j.ends AND NOT j.paid_up))[1] AS replaced_by,
           max(j.day) FILTER (WHERE j.turns) AS turned_on,
           (array_agg(j.paid_up ORDER BY j.day DESC))[1] AS paid_up,
           (array_agg(j.expected ORDER BY j.day DESC))[1] AS expected,
           (array_agg(j.paid ORDER BY j.day DESC))[1] AS paid
    FROM (
        SELECT *, paid_up IS DISTINCT FROM lag(paid_up) OVER (PARTITION BY id ORDER BY day) AS turns FROM judged
    ) j
    GROUP BY j.id
)
SELECT a.id, a.promise_id, a.day, s.state,
       CASE s.state WHEN 'cancelled' THEN l.cancelled_on WHEN 'broken' THEN l.broken_on ELSE l.turned_on END AS since,
       l.expected::bigint AS expected, l.paid::bigint AS paid,
       CASE WHEN s.state = 'cancelled' THEN l.replaced_by END AS replaced_by
FROM asked a
JOIN lived l USING (id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.cancelled_on < coalesce(l.broken_on, 'infinity') THEN 'cancelled'
                WHEN l.broken_on IS NOT NULL THEN 'broken'
                WHEN l.paid_up THEN 'kept'
                ELSE 'open' END AS state
) s
