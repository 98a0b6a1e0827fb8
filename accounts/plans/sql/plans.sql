-- The status of hardship plans at the end of days: accounts/rules/plans.py for many requests at once.

-- name: plan_status
-- Reads   plan_request: facts known by the horizon count.
-- Returns one row per request about a plan that is agreed by the day and known by the horizon; `since` is the day
--         on which it came to its state. Amounts in minor units.
WITH asked AS MATERIALIZED (
    SELECT row_number() OVER () AS id, q.plan_id, q.day, q.horizon, m.account_id, m.agreed_on, m.cure_days,
           m.tolerance_percent, s.total,
           CASE WHEN m.end_known_on <= q.horizon THEN m.ended_on END AS ended_on,
           coalesce(m.tolerance, t.tolerance, 0) AS tolerance
    FROM plan_request q
    JOIN accounts_plan m ON m.id = q.plan_id AND m.agreed_on <= q.day AND m.known_on <= q.horizon
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(i.amount), 0) AS total FROM accounts_planinstalment i WHERE i.plan_id = m.id
    ) s
    LEFT JOIN LATERAL (
        SELECT coalesce(g.tolerance, y.tolerance) AS tolerance
        FROM accounts_account a
        JOIN accounts_product p ON p.id = a.product_id
        LEFT JOIN {pack_plan_tolerances} g ON g.pack = {pack_of_product} AND g.currency = p.currency
        LEFT JOIN LATERAL (
            SELECT y.tolerance FROM accounts_policy y
            WHERE y.product_id = a.product_id AND y.effective_from <= m.agreed_on AND y.known_on <= q.horizon
            ORDER BY y.effective_from DESC, y.known_on DESC
            LIMIT 1
        ) y ON true
        WHERE a.id = m.account_id AND m.tolerance IS NULL AND m.tolerance_percent IS NULL
    ) t ON true
),
-- Days on which something changes: what is paid, what is due, that it ends, or that a hold silences it.
change AS (
    SELECT id, agreed_on AS day, 0 AS paid, 0 AS due, 0 AS silent FROM asked
    UNION ALL
    SELECT id, ended_on, 0, 0, 0 FROM asked WHERE ended_on <= day
    UNION ALL
    SELECT a.id, greatest(e.day, a.agreed_on), e.amount, 0, 0
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT p.value_on, p.amount, CASE WHEN p.return_known_on <= a.horizon THEN p.returned_on END AS returned_on
        FROM accounts_payment p
        WHERE p.account_id = a.account_id AND p.posted_on >= a.agreed_on AND p.known_on <= a.horizon
        OFFSET 0  -- by account and day at once
    ) p
    CROSS JOIN LATERAL (VALUES (p.value_on, p.amount), (p.returned_on, -p.amount)) AS e (day, amount)
    WHERE e.day <= a.day
    UNION ALL
    SELECT a.id, i.grace_ends_on + 1, 0, i.amount, 0
    FROM asked a
    JOIN accounts_planinstalment i ON i.plan_id = a.plan_id
    WHERE i.grace_ends_on < a.day
    UNION ALL
    SELECT a.id, greatest(e.day, a.agreed_on), 0, 0, e.step
    FROM asked a
    CROSS JOIN LATERAL (
        SELECT h.id FROM accounts_hold h WHERE h.account_id = a.account_id
        UNION ALL
        SELECT h.id FROM accounts_party c
        JOIN accounts_hold h USING (customer_id)
        WHERE c.account_id = a.account_id AND c.role IN {holder_roles} AND c.known_on <= a.horizon
    ) bound
    JOIN accounts_hold h ON h.id = bound.id
    CROSS JOIN LATERAL (
        VALUES (h.starts_on, 1),
               (CASE WHEN h.end_known_on <= a.horizon THEN h.ends_on ELSE h.lapses_on END + 1, -1)
    ) AS e (day, step)
    WHERE h.kind = ANY(%(silencing_kinds)s) AND h.known_on <= a.horizon
      AND (h.withdraw_known_on <= a.horizon) IS NOT TRUE AND e.day <= a.day
),
summed AS (
    SELECT id, day, sum(sum(paid)) OVER life AS paid, sum(sum(due)) OVER life AS due,
           sum(sum(silent)) OVER life AS silent
    FROM change
    GROUP BY id, day
    WINDOW life AS (PARTITION BY id ORDER BY day)
),
checked AS (
    SELECT s.id, s.day, s.paid, x.expected, CASE
               WHEN a.ended_on <= s.day THEN 'ended'
               WHEN a.total > 0 AND s.paid >= a.total - t.tolerance THEN 'complete'
               WHEN s.paid < x.expected - t.tolerance THEN 'missed'
               ELSE 'kept'
           END AS state
    FROM summed s
    JOIN asked a USING (id)
    CROSS JOIN LATERAL (SELECT CASE WHEN s.silent > 0 THEN 0 ELSE s.due END AS expected) x
    CROSS JOIN LATERAL (
        SELECT CASE WHEN a.tolerance_percent IS NULL THEN a.tolerance
                    ELSE ceil(x.expected * a.tolerance_percent / 100) END AS tolerance
    ) t
),
lived AS MATERIALIZED (  -- worked out once, not for each request
    SELECT id, max(day) FILTER (WHERE begins) AS since, max(state) FILTER (WHERE is_last) AS state,
           max(expected) FILTER (WHERE is_last) AS expected, max(paid) FILTER (WHERE is_last) AS paid
    FROM (
        SELECT *, state IS DISTINCT FROM lag(state) OVER life AS begins, lead(day) OVER life IS NULL AS is_last
        FROM checked
        WINDOW life AS (PARTITION BY id ORDER BY day)
    ) c
    GROUP BY id
)
SELECT a.plan_id, a.day, CASE WHEN l.lapsed_on <= a.day THEN 'lapsed' ELSE l.state END AS state,
       CASE WHEN l.lapsed_on <= a.day THEN l.lapsed_on ELSE l.since END AS since,
       l.expected, l.paid
FROM asked a
JOIN (
    SELECT l.*, CASE WHEN l.state = 'missed' THEN l.since + a.cure_days END AS lapsed_on
    FROM lived l
    JOIN asked a USING (id)
) l USING (id)

-- part: pack_plan_tolerances
-- What may be missing of a plan in a currency, by pack.
(
    SELECT *
    FROM unnest(%(plan_tolerance_packs)s::text[], %(plan_tolerance_currencies)s::text[], %(plan_tolerances)s::bigint[])
      AS t (pack, currency, tolerance)
)

-- name: request_plans
INSERT INTO plan_request (plan_id, day, horizon)
SELECT q.plan_id, q.day, %(horizon)s FROM unnest(%(plans)s::bigint[], %(days)s::date[]) AS q (plan_id, day)

-- name: list_plans
SELECT p.reference, a.reference, r.currency, coalesce(t.to_state, w.state), coalesce(t."on", w.since),
       w.expected, w.paid
FROM plan_status w
JOIN accounts_plan p ON p.id = w.plan_id
JOIN accounts_account a ON a.id = p.account_id
JOIN accounts_product r ON r.id = a.product_id
LEFT JOIN accounts_planstatuschange t ON %(as_closed)s AND t.plan_id = p.id
 AND t."on" <= %(day)s AND (t.ends_before IS NULL OR t.ends_before > %(day)s)
ORDER BY p.reference
