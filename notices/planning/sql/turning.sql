-- Write what was `judged` to the notices, each change with its turn. One that is due again after a suspension has
-- a deadline anew where the old one has gone by; one that could not be reached and can now is issued anew.
WITH changed AS (
    UPDATE notices_notice n
    SET state = j.state, reason = j.reason, past_due = j.past_due_now, wording = j.wording,
        state_since = CASE WHEN n.state <> j.state OR n.reason <> j.reason THEN %(now)s ELSE n.state_since END,
        due_by = CASE WHEN j.from_state = 'suspended' AND j.state = 'due' AND n.due_by < %(day)s THEN k.due_by
                      ELSE n.due_by END
    FROM judged j
    JOIN notice_kind k ON k.code = j.kind
    WHERE n.id = j.id AND NOT (j.from_state = 'failed' AND j.state = 'due')
      AND (n.state, n.reason, n.past_due, n.wording) IS DISTINCT FROM (j.state, j.reason, j.past_due_now, j.wording)
    RETURNING n.id, n.state, n.reason
)
INSERT INTO notices_noticestatechange (notice_id, at, from_state, to_state, reason, by)
SELECT j.id, %(now)s, CASE WHEN w.id IS NULL THEN j.from_state ELSE '' END, j.state, j.reason, ''
FROM judged j
LEFT JOIN changed c USING (id)
LEFT JOIN new_notice w USING (id)
WHERE NOT (j.from_state = 'failed' AND j.state = 'due')
  AND (w.id IS NOT NULL OR c.id IS NOT NULL AND (j.state, j.reason) <> (j.from_state, j.from_reason))
ORDER BY j.id
