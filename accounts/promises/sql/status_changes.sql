-- From statuses to their changes: found in shards, written when the day is published.

-- name: request_candidate_promises
-- Which promises of the accounts of a shard (`candidates`) may turn on a day: a superset is harmless, a miss is not.
-- `promise`, `money`, `returns`, `policy` are bits of `why`. Money credited on the day itself, or a promise made on
-- it, only matters to an open one. What counts from an earlier day, or takes money back, can turn any.
INSERT INTO promise_request (promise_id, day, horizon)
WITH ended AS (  -- cancelled, or perhaps replaced by one that becomes known late
    SELECT id FROM accounts_promise WHERE cancelled_on = %(day)s OR cancel_known_on = %(day)s
    UNION ALL
    SELECT c.promise_id FROM accounts_promise n
    JOIN accounts_promisedaccount o ON o.promise_id = n.id
    JOIN accounts_promisedaccount c ON c.account_id = o.account_id
    WHERE n.known_on = %(day)s AND n.known_on > n.made_on
)
SELECT DISTINCT p.id, %(day)s::date, %(day)s::date
FROM candidates l
CROSS JOIN LATERAL (  -- account by account: few have promised anything
    SELECT c.promise_id
    FROM accounts_promisedaccount c
    LEFT JOIN LATERAL (
        SELECT t.to_state FROM accounts_promisestatuschange t
        WHERE t.promise_id = c.promise_id AND t.ends_before IS NULL
        OFFSET 0
    ) t ON true
    CROSS JOIN LATERAL (SELECT coalesce(t.to_state, 'open') = 'open' AS is_open) o
    WHERE c.account_id = l.id
      AND ((l.why & %(promise)s) <> 0 AND (o.is_open OR c.promise_id IN (SELECT id FROM ended))
           OR (l.why & %(money)s) <> 0 AND (o.is_open OR l.counts_from < %(day)s OR (l.why & %(returns)s) <> 0)
           OR (l.why & %(policy)s) <> 0)
    OFFSET 0
) c
CROSS JOIN LATERAL (
    SELECT p.id FROM accounts_promise p
    WHERE p.id = c.promise_id AND p.made_on <= %(day)s
      AND ((l.why & (%(promise)s | %(money)s)) <> 0 OR p.tolerance IS NULL AND p.tolerance_percent IS NULL)
    OFFSET 0
) p
WHERE (l.why & (%(promise)s | %(money)s | %(policy)s)) <> 0

-- name: find_promise_changes
-- A promise over several accounts may be found by several shards, with the same answer.
INSERT INTO accounts_pendingpromisechange (promise_id, state, replaced_by)
SELECT w.promise_id, w.state, w.replaced_by
FROM promise_status w
LEFT JOIN accounts_promisestatuschange t ON t.promise_id = w.promise_id AND t.ends_before IS NULL
WHERE t.to_state IS DISTINCT FROM w.state
ORDER BY w.promise_id
ON CONFLICT (promise_id) DO NOTHING

-- name: end_promise_statuses
UPDATE accounts_promisestatuschange t SET ends_before = %(day)s
FROM accounts_pendingpromisechange w
WHERE t.promise_id = w.promise_id AND t.ends_before IS NULL

-- name: begin_promise_statuses
INSERT INTO accounts_promisestatuschange (promise_id, "on", from_state, to_state, replaced_by_id)
SELECT w.promise_id, %(day)s, coalesce(b.to_state, ''), w.state, w.replaced_by
FROM accounts_pendingpromisechange w
LEFT JOIN accounts_promisestatuschange b ON b.promise_id = w.promise_id AND b.ends_before = %(day)s

-- name: sample_promise_changes
-- A few at random, for the plain rule to say the same.
SELECT promise_id, state FROM accounts_pendingpromisechange ORDER BY random() LIMIT %(most)s
