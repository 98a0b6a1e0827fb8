-- What the API keeps for its days, the oldest first and some at a time.

-- name: purge_idempotency_keys
-- A key that is in use at this moment stays until the next time.
DELETE FROM servicing_api_idempotencykey k
USING (
    SELECT id FROM servicing_api_idempotencykey
    WHERE posted_at < %(before)s
    ORDER BY posted_at
    LIMIT %(most)s
    FOR UPDATE SKIP LOCKED
) o
WHERE k.id = o.id

-- name: purge_events
-- With what became of them. What waits for a receiver, or is sent once more, stays.
WITH past AS MATERIALIZED (
    SELECT e.id FROM servicing_api_event e
    WHERE e.at < %(before)s AND NOT EXISTS (
        SELECT FROM servicing_api_delivery d WHERE d.event_id = e.id AND d.state = 'waiting'
    )
    ORDER BY e.id
    LIMIT %(most)s
),
told AS (
    DELETE FROM servicing_api_delivery d USING past p WHERE d.event_id = p.id
)
DELETE FROM servicing_api_event e USING past p WHERE e.id = p.id
