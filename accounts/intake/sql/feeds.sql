-- name: match_feeds
SELECT * FROM incoming

-- name: judge_feeds
-- What an open date expects follows the later word; of a date whose close has begun nothing changes any more.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN e.id IS NOT NULL AND d.field IS NULL THEN 'unchanged'
        WHEN o.business_date < %(first_open)s::date THEN 'conflicting'
        ELSE 'loaded'
    END, coalesce(d.field, 'business_date'),
    CASE WHEN e.id IS NULL THEN 'its close has begun: what it expects can no longer be said'
         ELSE 'differs from what was expected when the close of this date began' END
FROM taken o
LEFT JOIN accounts_expectedfeed e
  ON e.business_date = o.business_date AND e.kind = o.kind AND e.source = coalesce(o.source, '')
  AND e.withdrawn_at IS NULL
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN e.rows <> o.rows THEN 'rows'
        WHEN e.control_sum IS DISTINCT FROM o.control_sum THEN 'control_sum'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: add_feeds
INSERT INTO accounts_expectedfeed (business_date, kind, source, rows, control_sum, declared_by, withdrawn_by)
SELECT o.business_date, o.kind, coalesce(o.source, ''), o.rows, o.control_sum, '', ''
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded'
ON CONFLICT (business_date, kind, source) WHERE withdrawn_at IS NULL DO UPDATE
SET rows = excluded.rows, control_sum = excluded.control_sum, declared_by = ''
