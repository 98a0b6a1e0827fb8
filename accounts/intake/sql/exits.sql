-- name: judge_exits
INSERT INTO verdict (line, what, field, reason)
SELECT o.line,
       CASE WHEN e.id IS NULL THEN 'loaded' WHEN e.reason = o.reason THEN 'unchanged' ELSE 'conflicting' END,
       'reason', 'differs from what was loaded before for this day'
FROM taken o
LEFT JOIN accounts_exit e ON e.account_id = o.account_id AND e."on" = o."on"
WHERE o.turn = %(turn)s

-- name: add_exits
INSERT INTO accounts_exit (account_id, "on", reason, known_on)
SELECT o.account_id, o."on", o.reason, greatest(coalesce(o.known_on, o."on"), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded'
