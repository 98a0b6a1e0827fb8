-- name: judge_mandates
-- A mandate is known by its reference. Only an empty end may still be filled.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN m.id IS NULL THEN 'loaded'
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN m.ends_on IS NULL AND o.ends_on IS NOT NULL THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, 'differs from the mandate loaded before under this reference'
FROM taken o
LEFT JOIN accounts_mandate m ON m.reference = o.mandate
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN m.account_id <> o.account_id THEN 'account'
        WHEN m.kind <> o.kind THEN 'kind'
        WHEN m.amount <> o.amount THEN 'amount'
        WHEN m.starts_on <> o.starts_on THEN 'starts_on'
        WHEN m.ends_on <> o.ends_on THEN 'ends_on'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: end_mandates
UPDATE accounts_mandate m
SET ends_on = o.ends_on, end_known_on = greatest(coalesce(o.end_known_on, o.ends_on), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND m.reference = o.mandate

-- name: add_mandates
INSERT INTO accounts_mandate (reference, account_id, kind, amount, starts_on, known_on, ends_on, end_known_on)
SELECT o.mandate, o.account_id, o.kind, o.amount, o.starts_on,
       greatest(coalesce(o.known_on, o.starts_on), %(first_open)s::date), o.ends_on,
       CASE WHEN o.ends_on IS NOT NULL THEN
           greatest(coalesce(o.end_known_on, o.ends_on), %(first_open)s::date) END
FROM taken o
JOIN verdict v USING (line)
LEFT JOIN accounts_mandate m ON m.reference = o.mandate
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND m.id IS NULL
