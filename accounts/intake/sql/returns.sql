-- name: match_returns
SELECT * FROM incoming

-- name: judge_returns
INSERT INTO verdict (line, what, field, reason)
SELECT o.line,
       CASE WHEN d.id IS NULL THEN 'loaded' WHEN d.detail = coalesce(o.detail, '') THEN 'unchanged'
            ELSE 'conflicting' END,
       'detail', 'differs from what was loaded before of this notice, outcome and day'
FROM taken o
LEFT JOIN accounts_deliveryreport d ON d.notice = o.notice AND d.outcome = o.outcome AND d."on" = o."on"
WHERE o.turn = %(turn)s

-- name: add_returns
INSERT INTO accounts_deliveryreport (notice, outcome, "on", detail, known_on)
SELECT o.notice, o.outcome, o."on", coalesce(o.detail, ''),
       greatest(coalesce(o.known_on, o."on"), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded'
