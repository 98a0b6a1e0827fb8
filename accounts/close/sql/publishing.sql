-- Who is set aside, the tallies of the day, and the close's own checks.

-- name: count_open_shards
SELECT count(*) FROM accounts_closingshard WHERE day_id = %(day)s AND done_at IS NULL

-- name: moves_by_tallies
-- By how many accounts the tallies of the day move each stage.
SELECT stage, sum(closing - opening) FROM accounts_daytally WHERE day_id = %(day)s GROUP BY stage

-- name: forget_set_aside
-- Whoever was set aside was listed.
DELETE FROM accounts_setaside s
WHERE NOT EXISTS (SELECT FROM accounts_pendingstagechange m WHERE m.account_id = s.account_id AND m.problem <> '')

-- name: set_aside
INSERT INTO accounts_setaside AS s (account_id, since, reason)
SELECT account_id, %(day)s, problem FROM accounts_pendingstagechange WHERE problem <> ''
ON CONFLICT (account_id) DO UPDATE SET reason = excluded.reason WHERE s.reason <> excluded.reason

-- name: tally_day
-- Yesterday's tallies and what the shards add to them.
INSERT INTO accounts_daytally (day_id, product_id, stage, opening, entered, moved_in, moved_out, departed,
                               closing, balance, past_due)
SELECT %(day)s, p.id, s.stage, o.closing, c.entered, c.moved_in, c.moved_out, c.departed,
       o.closing + c.entered + c.moved_in - c.moved_out - c.departed, o.balance + c.balance, o.past_due + c.past_due
FROM accounts_product p
CROSS JOIN unnest(%(stages)s) AS s (stage)
LEFT JOIN accounts_daytally d ON d.day_id = %(day)s - 1 AND d.product_id = p.id AND d.stage = s.stage
LEFT JOIN (
    SELECT t.product_id, t.stage, sum(t.entered) AS entered, sum(t.moved_in) AS moved_in,
           sum(t.moved_out) AS moved_out, sum(t.departed) AS departed, sum(t.balance) AS balance,
           sum(t.past_due) AS past_due
    FROM accounts_shardtally t
    JOIN accounts_closingshard h ON h.id = t.shard_id
    WHERE h.day_id = %(day)s
    GROUP BY t.product_id, t.stage
) t ON t.product_id = p.id AND t.stage = s.stage
CROSS JOIN LATERAL (
    SELECT coalesce(d.closing, 0) AS closing, coalesce(d.balance, 0) AS balance,
           coalesce(d.past_due, 0) AS past_due
) o
CROSS JOIN LATERAL (
    SELECT coalesce(t.entered, 0) AS entered, coalesce(t.moved_in, 0) AS moved_in,
           coalesce(t.moved_out, 0) AS moved_out, coalesce(t.departed, 0) AS departed,
           coalesce(t.balance, 0) AS balance, coalesce(t.past_due, 0) AS past_due
) c

-- name: forget_shard_tallies
DELETE FROM accounts_shardtally t USING accounts_closingshard h WHERE h.id = t.shard_id AND h.day_id = %(day)s

-- name: sample_of_close
-- A place in a shard, drawn again and again: to draw from all that was listed would unpack all of it. How often,
-- the size of the day says.
SELECT s.account_id, s.stage, s.past_due, s.statements_missed, s.oldest_missed_due
FROM (
    SELECT DISTINCT h.account_ids[1 + floor(random() * h.accounts)::int] AS account_id
    FROM (
        SELECT least(%(most)s, greatest(%(least)s, coalesce(sum(accounts), 0) / %(one_in)s)) AS size
        FROM accounts_closingshard
        WHERE day_id = %(day)s
    ) n
    CROSS JOIN LATERAL generate_series(1, n.size) AS draw
    CROSS JOIN LATERAL (
        SELECT account_ids, cardinality(account_ids) AS accounts FROM accounts_closecandidate
        WHERE draw > 0  -- so that each draw is one by itself
        ORDER BY random()
        LIMIT 1
    ) h
) l
JOIN accounts_stagespan s ON s.account_id = l.account_id AND s.ends_before IS NULL
WHERE NOT EXISTS (SELECT FROM accounts_setaside x WHERE x.account_id = l.account_id)

-- name: figures_of_close
SELECT coalesce(sum(accounts), 0), (
           SELECT count(*) FROM accounts_pendingstagechange
           WHERE from_stage <> to_stage AND from_stage <> '' AND to_stage <> '' AND problem = ''
       ), coalesce(sum(attempt - 1), 0), (SELECT count(*) FROM accounts_setaside)
FROM accounts_closingshard
WHERE day_id = %(day)s
