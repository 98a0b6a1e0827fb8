-- Which promises of the accounts of a shard (`looked_at`) may turn on a day: a superset is harmless, a miss is not.
-- `promise`, `money`, `returns`, `policy` are bits of `why`. Money credited on the day itself, or a promise made on
-- it, only matters to an open one. What counts from an earlier day, or takes money back, can turn any.
INSERT INTO promise_question (promise_id, day, horizon)
SELECT DISTINCT p.id, %(day)s::date, %(day)s::date
FROM looked_at l
CROSS JOIN LATERAL (  -- account by account: few have promised anything
    SELECT p.* FROM accounts_promisedaccount c
    JOIN accounts_promise p ON p.id = c.promise_id
    WHERE c.account_id = l.id AND p.made_on <= %(day)s
    OFFSET 0
) p
LEFT JOIN LATERAL (
    SELECT t.to_state FROM accounts_promiseturn t WHERE t.promise_id = p.id AND t.ends_before IS NULL OFFSET 0
) t ON true
WHERE (l.why & (%(promise)s | %(money)s | %(policy)s)) <> 0
  AND ((l.why & %(promise)s) <> 0
          AND (t.to_state IS NULL OR t.to_state = 'open' OR p.cancelled_on = %(day)s OR p.cancel_known_on = %(day)s
               OR l.id IN (SELECT o.account_id FROM accounts_promise n
                           JOIN accounts_promisedaccount o ON o.promise_id = n.id
                           WHERE n.known_on = %(day)s AND n.known_on > n.made_on))
       OR (l.why & %(money)s) <> 0
          AND (t.to_state = 'open' OR l.counts_from < %(day)s OR (l.why & %(returns)s) <> 0)
       OR (l.why & %(policy)s) <> 0 AND p.tolerance IS NULL AND p.tolerance_percent IS NULL)
--;
-- A promise over several accounts may be found by several shards, with the same answer.
INSERT INTO accounts_turned (promise_id, state, replaced_by)
SELECT w.promise_id, w.state, w.replaced_by
FROM come w
LEFT JOIN accounts_promiseturn t ON t.promise_id = w.promise_id AND t.ends_before IS NULL
WHERE t.to_state IS DISTINCT FROM w.state
ORDER BY w.promise_id
ON CONFLICT DO NOTHING
--;
UPDATE accounts_promiseturn t SET ends_before = %(day)s
FROM accounts_turned w
WHERE t.promise_id = w.promise_id AND t.ends_before IS NULL
--;
INSERT INTO accounts_promiseturn (promise_id, "on", from_state, to_state, replaced_by_id)
SELECT w.promise_id, %(day)s, coalesce(b.to_state, ''), w.state, w.replaced_by
FROM accounts_turned w
LEFT JOIN accounts_promiseturn b ON b.promise_id = w.promise_id AND b.ends_before = %(day)s
