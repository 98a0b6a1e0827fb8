WITH begun AS (
    INSERT INTO accounts_stagespan (account_id, starts_on, stage, stage_since, past_due, statements_missed,
                                    oldest_missed_statement, oldest_missed_due)
    SELECT m.account_id, %(day)s, m.to_stage, CASE
               WHEN m.from_stage = m.to_stage THEN m.stage_since
               WHEN m.from_stage <> '' OR m.why && '{recalled,mended}' AND EXISTS (
                   SELECT FROM accounts_stagespan e
                   WHERE e.account_id = m.account_id AND e.stage <> m.to_stage
               ) THEN %(day)s::date
           END, m.past_due, m.statements_missed, m.oldest_missed_statement, m.oldest_missed_due
    FROM accounts_pendingstagechange m
    WHERE m.to_stage <> '' AND m.problem = ''
    RETURNING stage
)
SELECT stage, count(*) FROM begun GROUP BY stage
