-- From statuses of plans to their changes: found in shards, written when the day is published, verified.

-- name: request_candidate_plans
-- The plans of the accounts of a shard (`candidates`) that have not ended: few have any.
INSERT INTO plan_request (plan_id, day, horizon)
SELECT p.id, %(day)s::date, %(day)s::date
FROM candidates l
JOIN accounts_plan p ON p.account_id = l.id AND p.agreed_on <= %(day)s
LEFT JOIN accounts_planstatuschange t ON t.plan_id = p.id AND t.ends_before IS NULL
WHERE t.to_state IS DISTINCT FROM 'ended'

-- name: find_plan_changes
INSERT INTO accounts_pendingplanchange (plan_id, state)
SELECT w.plan_id, w.state
FROM plan_status w
LEFT JOIN accounts_planstatuschange t ON t.plan_id = w.plan_id AND t.ends_before IS NULL
WHERE t.to_state IS DISTINCT FROM w.state
ORDER BY w.plan_id
ON CONFLICT (plan_id) DO NOTHING

-- name: end_plan_statuses
UPDATE accounts_planstatuschange t SET ends_before = %(day)s
FROM accounts_pendingplanchange w
WHERE t.plan_id = w.plan_id AND t.ends_before IS NULL

-- name: begin_plan_statuses
INSERT INTO accounts_planstatuschange (plan_id, "on", from_state, to_state)
SELECT w.plan_id, %(day)s, coalesce(b.to_state, ''), w.state
FROM accounts_pendingplanchange w
LEFT JOIN accounts_planstatuschange b ON b.plan_id = w.plan_id AND b.ends_before = %(day)s

-- name: sample_plan_changes
-- A few at random, for the plain rule to say the same.
SELECT plan_id, state FROM accounts_pendingplanchange ORDER BY random() LIMIT %(most)s

-- name: request_plans_to_verify
-- Every day on which plans may have changed as known: what counts from it, became known on it, or lapses on it.
INSERT INTO plan_request (plan_id, day, horizon)
SELECT DISTINCT p.id, e.day, e.day
FROM accounts_plan p
CROSS JOIN LATERAL (
    SELECT v.day
    FROM (VALUES (greatest(p.agreed_on, p.known_on, %(first_day)s)), (p.agreed_on), (p.ended_on), (p.end_known_on))
      AS v (day)
    UNION ALL
    SELECT i.grace_ends_on + 1 FROM accounts_planinstalment i WHERE i.plan_id = p.id
    UNION ALL
    SELECT v.day
    FROM accounts_payment y
    CROSS JOIN LATERAL (VALUES (y.value_on), (y.known_on), (y.returned_on), (y.return_known_on)) AS v (day)
    WHERE y.account_id = p.account_id AND y.posted_on >= p.agreed_on
    UNION ALL
    SELECT y.known_on
    FROM accounts_account a
    JOIN accounts_policy y USING (product_id)
    WHERE a.id = p.account_id AND p.tolerance IS NULL AND p.tolerance_percent IS NULL
    UNION ALL
    SELECT v.day
    FROM (
        SELECT h.id, h.known_on FROM accounts_hold h WHERE h.account_id = p.account_id
        UNION ALL
        SELECT h.id, c.known_on FROM accounts_party c
        JOIN accounts_hold h USING (customer_id)
        WHERE c.account_id = p.account_id AND c.role IN {holder_roles}
    ) bound
    JOIN accounts_hold h ON h.id = bound.id AND h.kind = ANY(%(silencing_kinds)s)
    CROSS JOIN LATERAL (
        VALUES (h.starts_on), (h.known_on), (bound.known_on), (h.ends_on + 1), (h.lapses_on + 1), (h.end_known_on),
               (h.withdraw_known_on)
    ) AS v (day)
) d
CROSS JOIN LATERAL (VALUES (d.day), (greatest(d.day, p.agreed_on) + p.cure_days)) AS e (day)
WHERE p.id = ANY(%(ids)s) AND e.day BETWEEN greatest(p.agreed_on, p.known_on, %(first_day)s) AND %(last_day)s

-- name: verify_plans
-- What the closes wrote against what the rule says of those days, and against itself; and the hold of each plan.
WITH told AS (
    SELECT w.plan_id, w.day AS "on",
           coalesce(lag(w.state) OVER (PARTITION BY w.plan_id ORDER BY w.day), '') AS from_state,
           w.state AS to_state
    FROM plan_status w
),
derived AS (
    SELECT * FROM told WHERE from_state <> to_state
),
written AS (
    SELECT plan_id, "on", from_state, to_state, ends_before,
           lead("on") OVER (PARTITION BY plan_id ORDER BY "on") AS followed_on
    FROM accounts_planstatuschange
    WHERE plan_id = ANY(%(ids)s)
),
found AS (
    SELECT plan_id, "on" AS day, 'changed ' || coalesce(nullif(from_state, '') || ' to ', '') || to_state
           || ' by the rule, but no change says so' AS problem
    FROM (SELECT * FROM derived EXCEPT SELECT plan_id, "on", from_state, to_state FROM written) missing
    UNION ALL
    SELECT plan_id, "on", 'has a change ' || coalesce(nullif(from_state, '') || ' to ', '') || to_state
           || ' that the rule does not know'
    FROM (SELECT plan_id, "on", from_state, to_state FROM written EXCEPT SELECT * FROM derived) unfounded
    UNION ALL
    SELECT plan_id, "on", 'is written as ' || to_state || ' until ' || coalesce(ends_before::text, 'now')
    FROM written
    WHERE ends_before IS DISTINCT FROM followed_on
    UNION ALL
    SELECT p.id, p.agreed_on, 'has a hold of other days'
    FROM accounts_plan p
    JOIN accounts_hold h ON h.id = p.hold_id
    WHERE p.id = ANY(%(ids)s)
      AND (h.account_id, h.kind, h.starts_on, h.known_on, h.ends_on, h.end_known_on, h.withdrawn_on)
          IS DISTINCT FROM (p.account_id, 'hardship-plan', p.agreed_on, p.known_on, p.ended_on, p.end_known_on, NULL)
)
SELECT a.reference, f.day, 'its plan ' || p.reference || ' ' || f.problem
FROM found f
JOIN accounts_plan p ON p.id = f.plan_id
JOIN accounts_account a ON a.id = p.account_id
