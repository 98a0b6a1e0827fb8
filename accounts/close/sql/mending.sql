-- Days closed late for accounts that were set aside (`ids`, not computed since `since`).

-- name: stage_totals
-- How many of some accounts stood where, on each of several closed days, as the closes wrote it.
SELECT d.day::date AS day, a.product_id, s.stage, count(*) AS accounts, sum(coalesce(c.balance, 0)) AS balance,
       sum(s.past_due) AS past_due
FROM generate_series(%(since)s::date, %(day)s::date - 1, interval '1 day') AS d (day)
JOIN accounts_account a ON a.id = ANY(%(ids)s)
JOIN accounts_stagespan s ON s.account_id = a.id AND s.starts_on <= d.day
 AND (s.ends_before IS NULL OR s.ends_before > d.day)
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = a.id AND c.statement_date <= d.day AND c.known_on <= d.day
    ORDER BY {newest_statement_first}
    LIMIT 1
) c ON true
GROUP BY 1, 2, 3

-- name: tally_days_closed_late
-- They enter the tallies of those days. `earlier_stage_totals` is what `stage_totals` was before they were closed.
UPDATE accounts_daytally t
SET opening = t.opening + c.opening, entered = t.entered + c.entered, moved_in = t.moved_in + c.moved_in,
    moved_out = t.moved_out + c.moved_out, departed = t.departed + c.departed,
    closing = t.closing + c.accounts, balance = t.balance + c.balance, past_due = t.past_due + c.past_due
FROM (
    SELECT d.day_id, d.product_id, d.stage, n.accounts, n.balance, n.past_due,
           n.accounts - m.entered - m.moved_in + m.moved_out + m.departed AS opening, m.*
    FROM accounts_daytally d
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(n.accounts), 0) AS accounts, coalesce(sum(n.balance), 0) AS balance,
               coalesce(sum(n.past_due), 0) AS past_due
        FROM (
            SELECT day, product_id, stage, accounts, balance, past_due FROM stage_totals
            UNION ALL
            SELECT day, product_id, stage, -accounts, -balance, -past_due FROM earlier_stage_totals
        ) n
        WHERE n.day = d.day_id AND n.product_id = d.product_id AND n.stage = d.stage
    ) n
    CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE c.to_stage = d.stage AND c.from_stage = '') AS entered,
               count(*) FILTER (WHERE c.to_stage = d.stage AND c.from_stage <> '') AS moved_in,
               count(*) FILTER (WHERE c.from_stage = d.stage AND c.to_stage <> '') AS moved_out,
               count(*) FILTER (WHERE c.from_stage = d.stage AND c.to_stage = '') AS departed
        FROM accounts_stagechange c
        JOIN accounts_account a ON a.id = c.account_id AND a.product_id = d.product_id
        JOIN accounts_setaside x ON x.account_id = c.account_id AND x.since <= d.day_id
        WHERE c."on" = d.day_id AND c.account_id = ANY(%(ids)s)
    ) m
    WHERE d.day_id >= %(since)s AND d.day_id < %(day)s
) c
WHERE t.day_id = c.day_id AND t.product_id = c.product_id AND t.stage = c.stage

-- name: forget_mended
-- Who was computed through the day before is mended.
DELETE FROM accounts_setaside WHERE account_id IN (SELECT account_id FROM standing_result WHERE problem IS NULL)

-- name: postpone_set_aside
-- Who still was not goes on from here.
UPDATE accounts_setaside SET since = %(day)s WHERE account_id = ANY(%(ids)s)

-- name: note_mended_days
-- What was counted of those days is counted anew.
UPDATE accounts_businessday SET mended = mended + 1 WHERE day >= %(since)s AND day < %(day)s
