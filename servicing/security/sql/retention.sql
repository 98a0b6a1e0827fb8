-- What was kept of signing in and of looks, past its time: the oldest first and some at a time; the evidence notes that it
-- is gone. The rows stand in the order of their moments, so nothing is sought beyond the first that stays.

-- name: purge_sign_in_events
WITH oldest AS (
    SELECT id, at FROM servicing_signinevent ORDER BY id LIMIT %(most)s
),
gone AS (
    DELETE FROM servicing_signinevent s USING oldest o WHERE s.id = o.id AND o.at < %(before)s
    RETURNING s.id
)
INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
SELECT 'servicing_signinevent', id, '', '{}', false, true FROM gone ORDER BY id

-- name: purge_access_records
WITH oldest AS (
    SELECT id, at FROM servicing_accessrecord ORDER BY id LIMIT %(most)s
),
gone AS (
    DELETE FROM servicing_accessrecord r USING oldest o WHERE r.id = o.id AND o.at < %(before)s
    RETURNING r.id
)
INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
SELECT 'servicing_accessrecord', id, '', '{}', false, true FROM gone ORDER BY id
