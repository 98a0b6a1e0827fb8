-- Business dates follow one another, and each day's tallies are the sum of the changes up to it.
WITH closed AS (
    SELECT day, lag(day) OVER (ORDER BY day) AS day_before FROM accounts_businessday WHERE closed_at IS NOT NULL
),
stage (stage) AS (SELECT unnest(%(stages)s)),
counted AS (
    SELECT d.day, s.stage,
           count(c.id) FILTER (WHERE c.to_stage = s.stage AND c.from_stage = '') AS entered,
           count(c.id) FILTER (WHERE c.to_stage = s.stage AND c.from_stage <> '') AS moved_in,
           count(c.id) FILTER (WHERE c.from_stage = s.stage AND c.to_stage <> '') AS moved_out,
           count(c.id) FILTER (WHERE c.from_stage = s.stage AND c.to_stage = '') AS departed
    FROM closed d
    CROSS JOIN stage s
    LEFT JOIN accounts_stagechange c ON c."on" = d.day AND s.stage IN (c.from_stage, c.to_stage)
    GROUP BY d.day, s.stage
),
summed AS (
    SELECT *, sum(entered + moved_in - moved_out - departed) OVER (PARTITION BY stage ORDER BY day) AS closing
    FROM counted
)
SELECT '', day, 'business dates are missing between ' || day_before || ' and this day' FROM closed
WHERE day <> day_before + 1
UNION ALL
SELECT '', s.day, 'the tally of ' || s.stage || ' differs from the stage changes' FROM summed s
LEFT JOIN accounts_daytally t ON t.day_id = s.day AND t.stage = s.stage
WHERE (s.entered, s.moved_in, s.moved_out, s.departed, s.closing)
      IS DISTINCT FROM (t.entered, t.moved_in, t.moved_out, t.departed, t.closing)
UNION ALL
SELECT '', c."on", 'stage changes stand on a day that is not closed' FROM accounts_stagechange c
WHERE NOT EXISTS (SELECT FROM closed d WHERE d.day = c."on")
GROUP BY c."on"
