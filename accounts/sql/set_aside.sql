-- An account that cannot be computed is set aside and keeps its stage; mended, it is taken back.
DELETE FROM accounts_setaside s
USING looked_at l
LEFT JOIN answer w USING (account_id)
WHERE s.account_id = l.account_id AND w.problem IS NULL
--;
INSERT INTO accounts_setaside AS s (account_id, since, reason)
SELECT account_id, day, problem FROM answer WHERE problem IS NOT NULL
ON CONFLICT (account_id) DO UPDATE SET reason = excluded.reason WHERE s.reason <> excluded.reason
