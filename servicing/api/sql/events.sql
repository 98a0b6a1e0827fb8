-- What happened in the book since it was read last, as events: a set at a time, once each.

-- name: event_sources
-- One who derives at a time; the others wait here, and then find nothing new.
SELECT name, read_through FROM servicing_api_eventsource ORDER BY name FOR UPDATE

-- name: newest_turns
-- How far the turns go now. Closes write theirs one after the other; those of notices may come in late, so of
-- them everything of the last hours is read again.
SELECT 'stage', coalesce(max(id), 0) FROM accounts_stagechange
UNION ALL
SELECT 'promise', coalesce(max(id), 0) FROM accounts_promisestatuschange
UNION ALL
SELECT 'plan', coalesce(max(id), 0) FROM accounts_planstatuschange
UNION ALL
SELECT 'notice', coalesce(max(n.id), 0)
FROM (SELECT id FROM notices_noticestatechange WHERE at < %(settled)s ORDER BY id DESC LIMIT 1) n

-- name: stage_events
-- Whoever comes into the book and owes nothing has not moved.
INSERT INTO servicing_api_event (type, source, account_id, data, at)
SELECT 'stage.changed', c.id::text, c.account_id, jsonb_build_object('account', a.reference, 'on', c."on"), %(at)s
FROM accounts_stagechange c
JOIN accounts_account a ON a.id = c.account_id
WHERE c.id > %(after)s AND (c.from_stage <> '' OR c.to_stage <> 'CURRENT')
ORDER BY c.id
ON CONFLICT (type, source, account_id) DO NOTHING

-- name: promise_events
-- Of each account that the promise covers.
INSERT INTO servicing_api_event (type, source, account_id, data, at)
SELECT 'promise.' || c.to_state, c.id::text, v.account_id,
       jsonb_build_object('account', a.reference, 'promise', p.reference, 'on', c."on"), %(at)s
FROM accounts_promisestatuschange c
JOIN accounts_promise p ON p.id = c.promise_id
JOIN accounts_promisedaccount v ON v.promise_id = c.promise_id
JOIN accounts_account a ON a.id = v.account_id
WHERE c.id > %(after)s AND c.to_state IN ('broken', 'kept')
ORDER BY c.id, v.id
ON CONFLICT (type, source, account_id) DO NOTHING

-- name: plan_events
INSERT INTO servicing_api_event (type, source, account_id, data, at)
SELECT 'plan.' || c.to_state, c.id::text, p.account_id,
       jsonb_build_object('account', a.reference, 'plan', p.reference, 'on', c."on"), %(at)s
FROM accounts_planstatuschange c
JOIN accounts_plan p ON p.id = c.plan_id
JOIN accounts_account a ON a.id = p.account_id
WHERE c.id > %(after)s AND c.to_state IN ('missed', 'lapsed')
ORDER BY c.id
ON CONFLICT (type, source, account_id) DO NOTHING

-- name: notice_events
INSERT INTO servicing_api_event (type, source, account_id, data, at)
SELECT 'notice.' || c.to_state, c.id::text, n.account_id,
       jsonb_build_object('account', a.reference, 'notice', n.reference), c.at
FROM notices_noticestatechange c
JOIN notices_notice n ON n.id = c.notice_id
JOIN accounts_account a ON a.id = n.account_id
WHERE c.id > %(after)s AND c.to_state IN ('sent', 'returned')
ORDER BY c.id
ON CONFLICT (type, source, account_id) DO NOTHING

-- name: close_events
-- A provisional close is told once, and once more as done when a supervisor has let it go on.
INSERT INTO servicing_api_event (type, source, account_id, data, at)
SELECT CASE WHEN d.is_doubtful THEN 'close.provisional' ELSE 'close.done' END, b.day::text, NULL,
       jsonb_build_object('day', b.day), %(at)s
FROM accounts_businessday b
CROSS JOIN LATERAL (
    SELECT b.released_at IS NULL
           AND EXISTS (SELECT FROM accounts_feeddiscrepancy f WHERE f.day_id = b.day) AS is_doubtful
) d
WHERE b.closed_at >= %(since)s OR b.released_at >= %(since)s
ORDER BY b.day
ON CONFLICT (type, source, account_id) DO NOTHING

-- name: queue_deliveries
-- New events to whoever subscribed to their type, and reaches the branch of their account.
INSERT INTO servicing_api_delivery
    (subscription_id, event_id, account_id, state, queued_at, tries, next_try_at, answer)
SELECT s.id, e.id, e.account_id, 'waiting', %(at)s, 0, %(at)s, ''
FROM servicing_api_event e
JOIN servicing_api_subscription s ON s.ended_at IS NULL AND e.type = ANY(s.events)
LEFT JOIN accounts_account a ON a.id = e.account_id
WHERE e.id > %(after)s
  AND (e.account_id IS NULL OR cardinality(s.branches) = 0 OR a.branch = ANY(s.branches))
ORDER BY e.id, s.id
