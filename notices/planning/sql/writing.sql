-- Notices written of occasions.

-- name: fresh_notice
-- Of the occasions in `occasion`: whom each is written to (`notice_recipient`), what was written of it before, and the
-- notices that are new. Nobody is written to twice of one occasion; what was cancelled stays so, and an issue that
-- is still in hand from another run of past-due days is superseded by the new one.
SELECT f.account_id, f.kind, f.occasion, f.recipient_id, f.via, f.run_since, f.due_by, e.id AS before_id,
       coalesce(e.issue, 0) + 1 AS issue, coalesce(f.occasion_on, e.first_on, %(day)s) AS first_on,
       CASE WHEN e.state IN ('due', 'suspended', 'ready', 'released') THEN e.due_by END AS due_before
FROM (
    SELECT DISTINCT ON (f.account_id, f.kind, f.about, w.customer_id)
           f.account_id, f.kind, k.type || ' ' || f.about AS occasion, w.customer_id AS recipient_id, f.via,
           f.occasion_on, CASE WHEN s.stage <> 'CURRENT' THEN r.since END AS run_since,
           CASE WHEN k.before_next_statement THEN greatest(%(day)s, least(k.due_by, x.next_on - 1))
                ELSE k.due_by END AS due_by, k.type
    FROM occasion f
    JOIN notice_kind k ON k.code = f.kind
    JOIN notice_recipient w ON w.account_id = f.account_id AND w.kind = f.kind
     AND (w.customer_id = f.recipient_id OR f.recipient_id IS NULL AND w.rightful)
    LEFT JOIN LATERAL (  -- the newest: spans of an account do not overlap
        SELECT * FROM accounts_stagespan s
        WHERE s.account_id = f.account_id AND s.starts_on <= %(day)s
        ORDER BY s.starts_on DESC
        LIMIT 1
    ) s ON s.ends_before IS NULL OR s.ends_before > %(day)s
    LEFT JOIN LATERAL (
        SELECT c."on" AS since FROM accounts_stagechange c
        WHERE c.account_id = f.account_id AND c."on" <= %(day)s AND c.from_stage IN ('', 'CURRENT')
          AND c.to_stage NOT IN ('', 'CURRENT')
        ORDER BY c."on" DESC
        LIMIT 1
    ) r ON true
    LEFT JOIN LATERAL (  -- by when law asks for it: the statement that comes next
        SELECT (max(c.statement_date) + interval '1 month')::date AS next_on FROM accounts_billingcycle c
        WHERE c.account_id = f.account_id AND c.statement_date <= %(day)s AND c.known_on <= %(day)s
    ) x ON k.before_next_statement
    WHERE k.type IN ('before-due', 'in-grace') OR NOT k.owes OR s.stage <> 'CURRENT'
) f
LEFT JOIN LATERAL (
    SELECT n.*, coalesce(n.found_on, n.occasion_on) AS last_found, min(n.occasion_on) OVER () AS first_on
    FROM notices_notice n
    WHERE n.account_id = f.account_id AND n.kind = f.kind AND n.occasion = f.occasion
      AND n.recipient_id = f.recipient_id
    ORDER BY n.issue DESC
    LIMIT 1
) e ON true
WHERE e.id IS NULL
   OR e.id = f.via
   OR e.last_found < %(day)s AND f.type NOT IN ('case-opened', 'case-decided')
      AND (e.state = 'cancelled' AND e.reason <> 'recalled'
           OR e.state IN ('due', 'suspended', 'ready', 'released') AND e.run_since IS DISTINCT FROM f.run_since)

-- name: write_fresh_notices
WITH numbered AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('notices_notice', 'id')) AS id, f.*
    FROM (SELECT * FROM fresh_notice ORDER BY account_id, kind, occasion, recipient_id) f
),
written AS (
    INSERT INTO notices_notice (id, reference, account_id, kind, occasion, occasion_on, found_on, run_since,
                                recipient_id, issue, due_by, state, reason, state_since, supersedes_id, remedied_by,
                                remedy, wording)
    SELECT id, %(prefix)s || 'N' || lpad(id::text, 12, '0'), account_id, kind, occasion, first_on, nullif(%(day)s, first_on),
           run_since, recipient_id, issue, least(due_by, due_before), 'due', '', %(now)s,
           coalesce(before_id, via), '', '', ''
    FROM numbered
    ON CONFLICT (account_id, kind, occasion, recipient_id, issue) DO NOTHING
    RETURNING id
)
INSERT INTO new_notice (id, supersedes, via)
SELECT id, n.before_id, n.via FROM written JOIN numbered n USING (id)

-- name: supersede_notices
WITH over AS (
    UPDATE notices_notice n SET state = 'superseded', reason = '', state_since = %(now)s
    FROM (
        SELECT b.id, b.state FROM notices_notice b
        WHERE b.id = ANY(ARRAY(SELECT supersedes FROM new_notice UNION SELECT via FROM new_notice))  -- each by its key
          AND b.state IN ('due', 'suspended', 'ready', 'released', 'failed')
    ) b
    WHERE n.id = b.id
    RETURNING n.id, b.state AS from_state
)
INSERT INTO notices_noticestatechange (notice_id, at, from_state, to_state, reason, by)
SELECT id, %(now)s, from_state, 'superseded', '', '' FROM over

-- name: add_misdirected_occasions
-- In hand for somebody to whom the kind is not written now, while it is to somebody else.
INSERT INTO occasion (account_id, kind, about, occasion_on, via)
SELECT w.account_id, w.kind, w.about, w.occasion_on, w.id
FROM open_notices w
WHERE w.type NOT IN ('case-opened', 'case-decided', 'corrected')
  AND EXISTS (SELECT FROM notice_recipient r
              WHERE r.account_id = w.account_id AND r.kind = w.kind AND r.rightful)
  AND NOT EXISTS (SELECT FROM notice_recipient r
                  WHERE r.account_id = w.account_id AND r.kind = w.kind AND r.rightful
                    AND r.customer_id = w.recipient_id)

-- name: add_reached_occasions
-- Could not be reached, and can be now.
INSERT INTO occasion (account_id, kind, about, recipient_id, occasion_on, via)
SELECT j.account_id, j.kind, j.about, n.recipient_id, j.occasion_on, j.id
FROM notice_decision j
JOIN notices_notice n ON n.id = j.id
WHERE j.from_state = 'failed' AND j.from_reason = 'no-address' AND j.state = 'due'
