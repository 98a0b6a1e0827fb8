-- Which promises may turn on a day: a superset is harmless, a miss is not. `money` and `returns` are bits of
-- Listed.why. Only an open one cares for what is of the day itself: an instalment waited for no longer, money
-- credited, a promise made in its place. What counts from an earlier day, or takes money back, can turn any.
INSERT INTO promise_question (promise_id, day, horizon)
WITH new AS MATERIALIZED (
    SELECT id, made_on FROM accounts_promise WHERE made_on = %(day)s
    UNION
    SELECT id, made_on FROM accounts_promise WHERE known_on = %(day)s AND known_on > made_on
    UNION
    SELECT id, made_on FROM accounts_promise WHERE %(first)s AND made_on <= %(day)s
),
paid AS MATERIALIZED (
    SELECT l.account_id, l.why, l.counts_from
    FROM accounts_listed h, unnest(h.account_ids, h.why, h.counts_from) AS l (account_id, why, counts_from)
    WHERE (l.why & %(money)s) <> 0
)
SELECT DISTINCT t.promise_id, %(day)s::date, %(day)s::date
FROM (
    SELECT id AS promise_id FROM new
    UNION ALL
    SELECT o.promise_id
    FROM new n
    JOIN accounts_promisedaccount c ON c.promise_id = n.id
    JOIN accounts_promisedaccount o ON o.account_id = c.account_id AND o.promise_id <> n.id
    WHERE n.made_on < %(day)s OR EXISTS (
        SELECT FROM accounts_promiseturn t
        WHERE t.promise_id = o.promise_id AND t.ends_before IS NULL AND t.to_state = 'open'
    )
    UNION ALL
    SELECT id FROM accounts_promise WHERE cancelled_on = %(day)s
    UNION ALL
    SELECT id FROM accounts_promise WHERE cancel_known_on = %(day)s
    UNION ALL
    SELECT i.promise_id
    FROM accounts_promisedinstalment i
    JOIN accounts_promiseturn t ON t.promise_id = i.promise_id AND t.ends_before IS NULL AND t.to_state = 'open'
    WHERE i.grace_ends_on = %(day)s::date - 1
    UNION ALL
    SELECT c.promise_id
    FROM paid p
    CROSS JOIN LATERAL (
        SELECT c.promise_id FROM accounts_promisedaccount c WHERE c.account_id = p.account_id
        OFFSET 0  -- few of those who paid had promised, and promises of all times are many
    ) c
    WHERE p.counts_from < %(day)s OR (p.why & %(returns)s) <> 0 OR EXISTS (
        SELECT FROM accounts_promiseturn t
        WHERE t.promise_id = c.promise_id AND t.ends_before IS NULL AND t.to_state = 'open'
    )
    UNION ALL
    SELECT p.id
    FROM accounts_policy y
    JOIN accounts_account a USING (product_id)
    JOIN accounts_promisedaccount c ON c.account_id = a.id
    JOIN accounts_promise p
      ON p.id = c.promise_id AND p.tolerance IS NULL AND p.tolerance_percent IS NULL
     AND p.made_on >= y.effective_from
    WHERE y.known_on = %(day)s
) t
--;
UPDATE accounts_promiseturn t SET ends_before = %(day)s
FROM come w
WHERE t.promise_id = w.promise_id AND t.ends_before IS NULL AND t.to_state <> w.state
--;
INSERT INTO accounts_promiseturn (promise_id, "on", from_state, to_state, replaced_by_id)
SELECT w.promise_id, %(day)s, coalesce(b.to_state, ''), w.state, w.replaced_by
FROM come w
LEFT JOIN accounts_promiseturn t ON t.promise_id = w.promise_id AND t.ends_before IS NULL
LEFT JOIN accounts_promiseturn b ON b.promise_id = w.promise_id AND b.ends_before = %(day)s
WHERE t.id IS NULL
