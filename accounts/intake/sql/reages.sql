-- name: judge_reages
-- A re-age is known by its account and day. Only an empty withdrawal may still be filled.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN e.id IS NULL THEN 'loaded'
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN e.withdrawn_on IS NULL AND o.withdrawn_on IS NOT NULL THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, 'differs from the re-age loaded before for this day'
FROM taken o
LEFT JOIN accounts_reage e ON e.account_id = o.account_id AND e."on" = o."on"
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN e.reason <> coalesce(o.reason, '') THEN 'reason'
        WHEN e.withdrawn_on <> o.withdrawn_on THEN 'withdrawn_on'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: add_reages
INSERT INTO accounts_reage (account_id, "on", reason, known_on, withdrawn_on, withdraw_known_on)
SELECT o.account_id, o."on", coalesce(o.reason, ''),
       greatest(coalesce(o.known_on, o."on"), %(first_open)s::date), o.withdrawn_on,
       CASE WHEN o.withdrawn_on IS NOT NULL THEN
           greatest(coalesce(o.withdraw_known_on, o.withdrawn_on), %(first_open)s::date) END
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded'
ON CONFLICT (account_id, "on") DO UPDATE
SET withdrawn_on = excluded.withdrawn_on, withdraw_known_on = excluded.withdraw_known_on
