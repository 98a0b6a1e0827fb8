WITH ended AS (
    UPDATE accounts_stagespan s SET ends_before = %(day)s
    FROM accounts_pendingstagechange m
    WHERE s.id = m.span AND s.ends_before IS NULL AND m.problem = ''
    RETURNING s.stage
)
SELECT stage, count(*) FROM ended GROUP BY stage
