-- Who is set aside, and the tallies of the day: yesterday's and what the shards add to them.
DELETE FROM accounts_setaside s  -- whoever was set aside was listed
WHERE NOT EXISTS (SELECT FROM accounts_pendingstagechange m WHERE m.account_id = s.account_id AND m.problem <> '')
--;
INSERT INTO accounts_setaside AS s (account_id, since, reason)
SELECT account_id, %(day)s, problem FROM accounts_pendingstagechange WHERE problem <> ''
ON CONFLICT (account_id) DO UPDATE SET reason = excluded.reason WHERE s.reason <> excluded.reason
--;
INSERT INTO accounts_daytally (day_id, product_id, stage, opening, entered, moved_in, moved_out, departed,
                               closing, balance, past_due)
SELECT %(day)s, p.id, s.stage, o.closing, c.entered, c.moved_in, c.moved_out, c.departed,
       o.closing + c.entered + c.moved_in - c.moved_out - c.departed, o.balance + c.balance, o.past_due + c.past_due
FROM accounts_product p
CROSS JOIN unnest(%(stages)s) AS s (stage)
LEFT JOIN accounts_daytally d ON d.day_id = %(day)s - 1 AND d.product_id = p.id AND d.stage = s.stage
CROSS JOIN LATERAL (
    SELECT coalesce(d.closing, 0) AS closing, coalesce(d.balance, 0) AS balance,
           coalesce(d.past_due, 0) AS past_due
) o
CROSS JOIN LATERAL (
    SELECT coalesce(sum(t.entered), 0) AS entered, coalesce(sum(t.moved_in), 0) AS moved_in,
           coalesce(sum(t.moved_out), 0) AS moved_out, coalesce(sum(t.departed), 0) AS departed,
           coalesce(sum(t.balance), 0) AS balance, coalesce(sum(t.past_due), 0) AS past_due
    FROM accounts_shardtally t
    JOIN accounts_closingshard h ON h.id = t.shard_id
    WHERE h.day_id = %(day)s AND t.product_id = p.id AND t.stage = s.stage
) c
--;
DELETE FROM accounts_shardtally t USING accounts_closingshard h WHERE h.id = t.shard_id AND h.day_id = %(day)s
