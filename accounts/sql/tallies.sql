-- How the day moved each stage; the closing count is that of the spans, so the two must agree.
INSERT INTO accounts_daytally (day_id, stage, opening, entered, moved_in, moved_out, departed, closing)
SELECT %(day)s, s.stage, coalesce(o.closing, 0), coalesce(m.entered, 0), coalesce(m.moved_in, 0),
       coalesce(m.moved_out, 0), coalesce(m.departed, 0), coalesce(c.closing, 0)
FROM unnest(%(stages)s) AS s (stage)
LEFT JOIN accounts_daytally o ON o.day_id = %(day)s - 1 AND o.stage = s.stage
LEFT JOIN (
    SELECT stage, count(*) AS closing FROM accounts_stagespan WHERE ends_before IS NULL GROUP BY stage
) c ON c.stage = s.stage
LEFT JOIN (
    SELECT e.stage,
           count(*) FILTER (WHERE e.stage = m.to_stage AND m.from_stage = '') AS entered,
           count(*) FILTER (WHERE e.stage = m.to_stage AND m.from_stage <> '') AS moved_in,
           count(*) FILTER (WHERE e.stage = m.from_stage AND m.to_stage <> '') AS moved_out,
           count(*) FILTER (WHERE e.stage = m.from_stage AND m.to_stage = '') AS departed
    FROM moved m
    CROSS JOIN LATERAL (VALUES (m.from_stage), (m.to_stage)) AS e (stage)
    WHERE m.from_stage <> m.to_stage
    GROUP BY e.stage
) m ON m.stage = s.stage
