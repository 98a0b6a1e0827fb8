-- Writes what the close of a day found (`moved`): spans, stage changes, the day's tallies.
UPDATE accounts_stagespan s SET ends_before = %(day)s
FROM moved m
WHERE s.id = m.span AND s.ends_before IS NULL
--;
INSERT INTO accounts_stagespan (account_id, starts_on, stage, stage_since, past_due, statements_missed,
                                oldest_missed_statement, oldest_missed_due)
SELECT m.account_id, %(day)s, m.to_stage, CASE
           WHEN m.from_stage = m.to_stage THEN m.stage_since
           WHEN m.from_stage <> '' OR EXISTS (
               SELECT FROM accounts_stagespan e WHERE e.account_id = m.account_id AND e.stage <> m.to_stage
           ) THEN %(day)s
       END, m.past_due, m.statements_missed, m.oldest_missed_statement, m.oldest_missed_due
FROM moved m
WHERE m.to_stage <> ''
--;
INSERT INTO accounts_stagechange (account_id, "on", from_stage, to_stage, why, rule_version)
SELECT account_id, %(day)s, from_stage, to_stage, why, %(rule_version)s
FROM moved
WHERE from_stage <> to_stage
--;
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
