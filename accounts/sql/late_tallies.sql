-- Days closed late for accounts that were set aside: their stage changes enter the tallies of those days.
UPDATE accounts_daytally t
SET opening = t.opening + late.so_far - late.change, entered = t.entered + late.entered,
    moved_in = t.moved_in + late.moved_in, moved_out = t.moved_out + late.moved_out,
    departed = t.departed + late.departed, closing = t.closing + late.so_far
FROM (
    SELECT d.day_id, d.stage, m.entered, m.moved_in, m.moved_out, m.departed,
           m.entered + m.moved_in - m.moved_out - m.departed AS change,
           sum(m.entered + m.moved_in - m.moved_out - m.departed)
               OVER (PARTITION BY d.stage ORDER BY d.day_id) AS so_far
    FROM accounts_daytally d
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.to_stage = d.stage AND c.from_stage = '') AS entered,
               count(*) FILTER (WHERE c.to_stage = d.stage AND c.from_stage <> '') AS moved_in,
               count(*) FILTER (WHERE c.from_stage = d.stage AND c.to_stage <> '') AS moved_out,
               count(*) FILTER (WHERE c.from_stage = d.stage AND c.to_stage = '') AS departed
        FROM accounts_stagechange c
        JOIN accounts_setaside x ON x.account_id = c.account_id AND x.since <= d.day_id
        WHERE c."on" = d.day_id AND c.account_id = ANY(%(ids)s)
    ) m
    WHERE d.day_id >= %(since)s AND d.day_id < %(day)s
) late
WHERE t.day_id = late.day_id AND t.stage = late.stage
