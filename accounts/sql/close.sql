-- Writes what the close of a day found (`moved`): spans and stage changes.
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
