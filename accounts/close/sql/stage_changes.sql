-- A stage change for each move of `accounts_pendingstagechange` from one stage to another.
INSERT INTO accounts_stagechange (account_id, "on", from_stage, to_stage, why, rule_version)
SELECT account_id, %(day)s, from_stage, to_stage, why, %(rule_version)s
FROM accounts_pendingstagechange
WHERE from_stage <> to_stage AND problem = ''
