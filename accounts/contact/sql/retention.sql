-- What the pack of a jurisdiction does not ask to be kept any longer; the evidence notes that it is gone. An entry and
-- its corrections go together; of a debt that is not settled nothing goes where the pack counts from settlement.

-- name: purged_account
SELECT a.id AS account_id, a.time_zone
FROM accounts_account a
JOIN accounts_product p ON p.id = a.product_id AND p.jurisdiction = %(jurisdiction)s
LEFT JOIN LATERAL (
    SELECT e."on", e.reason FROM accounts_exit e WHERE e.account_id = a.id ORDER BY e."on" DESC LIMIT 1
) x ON true
WHERE %(months_after)s::integer IS NULL
   OR x.reason = 'closed' AND x."on" + make_interval(months => %(months_after)s) < %(day)s

-- name: expired_contact
SELECT coalesce(e.corrects_id, e.id) AS first
FROM accounts_contactevent e
JOIN purged_account s USING (account_id)
GROUP BY 1
HAVING max((e.at AT TIME ZONE s.time_zone)::date) + make_interval(months => %(least_months)s) < %(day)s

-- name: purge_contacts
WITH gone AS (
    DELETE FROM accounts_contactevent c WHERE coalesce(c.corrects_id, c.id) IN (SELECT first FROM expired_contact)
    RETURNING c.id
)
INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
SELECT 'accounts_contactevent', id, '', '{}', false, true FROM gone ORDER BY id

-- name: purge_gate_answers
WITH gone AS (
    DELETE FROM accounts_gateanswer r USING purged_account s
    WHERE s.account_id = r.account_id
      AND (r.at AT TIME ZONE s.time_zone)::date + make_interval(months => %(least_months)s) < %(day)s
      AND NOT EXISTS (SELECT FROM accounts_contactevent e WHERE e.answer_id = r.id)
    RETURNING r.id
)
INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
SELECT 'accounts_gateanswer', id, '', '{}', false, true FROM gone ORDER BY id

-- name: purge_callbacks
WITH gone AS (
    DELETE FROM accounts_callback b USING purged_account s
    WHERE s.account_id = b.account_id AND b.outcome <> ''
      AND (b.settled_at AT TIME ZONE s.time_zone)::date + make_interval(months => %(least_months)s) < %(day)s
    RETURNING b.id
)
INSERT INTO accounts_evidencerow (source, row, fixed, filled, is_open, gone)
SELECT 'accounts_callback', id, '', '{}', false, true FROM gone ORDER BY id
