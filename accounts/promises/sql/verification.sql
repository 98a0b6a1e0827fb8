-- name: request_promises_to_verify
-- Every day on which promises may have turned as known: what counts from it, or became known on it.
INSERT INTO promise_request (promise_id, day, horizon)
SELECT DISTINCT p.id, d.day, d.day
FROM accounts_promise p
CROSS JOIN LATERAL (
    SELECT v.day
    FROM (VALUES (greatest(p.made_on, p.known_on, %(first_day)s)), (p.cancelled_on), (p.cancel_known_on)) AS v (day)
    UNION ALL
    SELECT i.grace_ends_on + 1 FROM accounts_promisedinstalment i WHERE i.promise_id = p.id
    UNION ALL
    SELECT e.day
    FROM accounts_promisedaccount c
    JOIN accounts_payment y ON y.account_id = c.account_id AND y.posted_on >= p.made_on
    CROSS JOIN LATERAL (
        VALUES (y.value_on), (y.known_on), (y.returned_on), (y.return_known_on)
    ) AS e (day)
    WHERE c.promise_id = p.id
    UNION ALL
    SELECT e.day
    FROM accounts_promisedaccount c
    JOIN accounts_promisedaccount o ON o.account_id = c.account_id
    JOIN accounts_promise l ON l.id = o.promise_id
    CROSS JOIN LATERAL (VALUES (l.made_on), (l.known_on)) AS e (day)
    WHERE c.promise_id = p.id
    UNION ALL
    SELECT y.known_on
    FROM accounts_promisedaccount c
    JOIN accounts_account a ON a.id = c.account_id
    JOIN accounts_policy y USING (product_id)
    WHERE c.promise_id = p.id AND p.tolerance IS NULL AND p.tolerance_percent IS NULL
) d
WHERE p.id = ANY(%(ids)s) AND d.day BETWEEN greatest(p.made_on, p.known_on, %(first_day)s) AND %(last_day)s

-- name: verify_promises
-- What the closes wrote against what the rule says of those days, and against itself.
WITH told AS (
    SELECT w.promise_id, w.day AS "on",
           coalesce(lag(w.state) OVER (PARTITION BY w.promise_id ORDER BY w.day), '') AS from_state,
           w.state AS to_state
    FROM promise_status w
),
derived AS (
    SELECT * FROM told WHERE from_state <> to_state
),
written AS (
    SELECT promise_id, "on", from_state, to_state, ends_before,
           lead("on") OVER (PARTITION BY promise_id ORDER BY "on") AS followed_on
    FROM accounts_promisestatuschange
    WHERE promise_id = ANY(%(ids)s)
),
found AS (
    SELECT promise_id, "on" AS day, 'turned ' || coalesce(nullif(from_state, '') || ' to ', '') || to_state
           || ' by the rule, but no turn says so' AS problem
    FROM (SELECT * FROM derived EXCEPT SELECT promise_id, "on", from_state, to_state FROM written) unsaid
    UNION ALL
    SELECT promise_id, "on", 'has a turn ' || coalesce(nullif(from_state, '') || ' to ', '') || to_state
           || ' that the rule does not know'
    FROM (SELECT promise_id, "on", from_state, to_state FROM written EXCEPT SELECT * FROM derived) unfounded
    UNION ALL
    SELECT promise_id, "on", 'is said to be ' || to_state || ' until ' || coalesce(ends_before::text, 'now')
    FROM written
    WHERE ends_before IS DISTINCT FROM followed_on
)
SELECT (SELECT min(a.reference) FROM accounts_promisedaccount c JOIN accounts_account a ON a.id = c.account_id
        WHERE c.promise_id = p.id),
       f.day, 'its promise ' || p.reference || ' ' || f.problem
FROM found f
JOIN accounts_promise p ON p.id = f.promise_id
