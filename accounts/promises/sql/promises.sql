-- The status of promises at the end of days: accounts/rules/promises.py for many requests at once.

-- name: promise_status
-- Reads   promise_request: facts known by the horizon count. Where the pack has a tolerance for promises in the
--         currency of a product, it comes before the product's own.
-- Returns one row per request about a promise that is made by the day and known by the horizon; `since` is the
--         day on which it came to its state. Amounts in minor units.
WITH asked AS MATERIALIZED (
    SELECT row_number() OVER () AS id, q.promise_id, q.day, q.horizon, m.reference, m.made_on, m.tolerance_percent, s.total,
           CASE WHEN m.cancel_known_on <= q.horizon THEN m.cancelled_on END AS cancelled_on,
           coalesce(m.tolerance, t.tolerance, 0) AS tolerance
    FROM promise_request q
    JOIN accounts_promise m ON m.id = q.promise_id AND m.made_on <= q.day AND m.known_on <= q.horizon
    CROSS JOIN LATERAL (
        SELECT sum(i.amount) AS total FROM accounts_promisedinstalment i WHERE i.promise_id = m.id
    ) s
    CROSS JOIN LATERAL (
        SELECT max(coalesce(g.tolerance, y.tolerance)) AS tolerance
        FROM accounts_promisedaccount c
        JOIN accounts_account a ON a.id = c.account_id
        JOIN accounts_product p ON p.id = a.product_id
        LEFT JOIN {pack_tolerances} g ON g.pack = {pack_of_product} AND g.currency = p.currency
        LEFT JOIN LATERAL (
            SELECT y.tolerance FROM accounts_policy y
            WHERE y.product_id = a.product_id AND y.effective_from <= m.made_on AND y.known_on <= q.horizon
            ORDER BY y.effective_from DESC, y.known_on DESC
            LIMIT 1
        ) y ON true
        WHERE c.promise_id = m.id AND m.tolerance IS NULL AND m.tolerance_percent IS NULL
    ) t
),
-- Days on which something changes: what is paid, what is expected, or that it ends if it is open.
change AS (
    SELECT id, made_on AS day, 0 AS paid, 0 AS expected, false AS ends, NULL AS replaced_by FROM asked
    UNION ALL
    SELECT a.id, e.day, e.amount, 0, false, NULL
    FROM asked a
    JOIN accounts_promisedaccount c ON c.promise_id = a.promise_id
    CROSS JOIN LATERAL (
        SELECT greatest(p.value_on, a.made_on) AS value_on, p.amount,
               CASE WHEN p.return_known_on <= a.horizon THEN p.returned_on END AS returned_on
        FROM accounts_payment p
        WHERE p.account_id = c.account_id AND p.posted_on >= a.made_on AND p.known_on <= a.horizon
        OFFSET 0  -- by account and day at once
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
    SELECT a.id, l.made_on, 0, 0, true, l.reference
    FROM asked a
    JOIN accounts_promisedaccount c ON c.promise_id = a.promise_id
    JOIN accounts_promisedaccount o ON o.account_id = c.account_id AND o.promise_id <> a.promise_id
    JOIN accounts_promise l ON l.id = o.promise_id AND (l.made_on, l.reference) > (a.made_on, a.reference)
     AND l.made_on <= a.day AND l.known_on <= a.horizon
),
summed AS (
    SELECT id, day, bool_or(ends) AS ends, min(replaced_by) AS replaced_by,
           sum(sum(paid)) OVER life AS paid, sum(sum(expected)) OVER life AS expected
    FROM change
    GROUP BY id, day
    WINDOW life AS (PARTITION BY id ORDER BY day)
),
checked AS (
    SELECT s.id, s.day, s.paid, s.expected, s.paid < s.expected - t.tolerance AS short,
           s.paid >= a.total - t.tolerance AS paid_up,
           s.ends AND s.paid < a.total - t.tolerance AS ends,
           -- staff who cancel come before the first of the promises made on the day
           CASE WHEN s.day IS DISTINCT FROM a.cancelled_on THEN s.replaced_by END AS replaced_by
    FROM summed s
    JOIN asked a USING (id)
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.tolerance_percent IS NULL THEN a.tolerance
                    ELSE ceil(s.expected * a.tolerance_percent / 100) END AS tolerance
    ) t
),
lived AS MATERIALIZED (  -- worked out once, not for each request
    SELECT id, min(day) FILTER (WHERE short) AS broken_on, min(day) FILTER (WHERE ends) AS cancelled_on,
           (array_agg(replaced_by ORDER BY day) FILTER (WHERE ends))[1] AS replaced_by,
           max(day) FILTER (WHERE paid_up IS DISTINCT FROM paid_up_before) AS turned_on,
           bool_or(paid_up) FILTER (WHERE is_last) AS paid_up,
           max(expected) FILTER (WHERE is_last) AS expected, max(paid) FILTER (WHERE is_last) AS paid
    FROM (
        SELECT *, lag(paid_up) OVER life AS paid_up_before, lead(day) OVER life IS NULL AS is_last
        FROM checked
        WINDOW life AS (PARTITION BY id ORDER BY day)
    ) j
    GROUP BY id
)
SELECT a.promise_id, a.day, s.state,
       CASE s.state WHEN 'cancelled' THEN l.cancelled_on WHEN 'broken' THEN l.broken_on ELSE l.turned_on END AS since,
       l.expected, l.paid, r.id AS replaced_by
FROM asked a
JOIN lived l USING (id)
CROSS JOIN LATERAL (
    SELECT CASE WHEN l.cancelled_on < coalesce(l.broken_on, 'infinity') THEN 'cancelled'
                WHEN l.broken_on IS NOT NULL THEN 'broken'
                WHEN l.paid_up THEN 'kept'
                ELSE 'open' END AS state
) s
LEFT JOIN accounts_promise r ON r.reference = l.replaced_by AND s.state = 'cancelled'

-- part: pack_tolerances
-- What may be missing of a promise in a currency, by pack.
(
    SELECT *
    FROM unnest(%(tolerance_packs)s::text[], %(tolerance_currencies)s::text[], %(tolerances)s::bigint[])
      AS t (pack, currency, tolerance)
)

-- name: request_promises
INSERT INTO promise_request (promise_id, day, horizon)
SELECT q.promise_id, q.day, %(horizon)s FROM unnest(%(promises)s::bigint[], %(days)s::date[]) AS q (promise_id, day)

-- name: list_promises
SELECT p.reference, a.reference, r.currency, coalesce(t.to_state, w.state), coalesce(t."on", w.since),
       w.expected, w.paid
FROM promise_status w
JOIN accounts_promise p ON p.id = w.promise_id
JOIN accounts_promisedaccount c ON c.promise_id = p.id
JOIN accounts_account a ON a.id = c.account_id
JOIN accounts_product r ON r.id = a.product_id
LEFT JOIN accounts_promisestatuschange t ON %(as_closed)s AND t.promise_id = p.id
 AND t."on" <= %(day)s AND (t.ends_before IS NULL OR t.ends_before > %(day)s)
ORDER BY p.reference, a.reference
