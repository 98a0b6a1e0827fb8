-- People whose names have no keys yet.

-- name: take_unindexed_names
DELETE FROM accounts_unindexedname
WHERE customer_id IN (
    SELECT customer_id FROM accounts_unindexedname ORDER BY customer_id LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
RETURNING customer_id
