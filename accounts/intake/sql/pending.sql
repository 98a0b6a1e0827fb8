-- name: match_pending
SELECT o.*, b.id AS presents_id, coalesce(b.account_id, n.account_id) AS presents_account_id,
       coalesce(x.reference, first_value(o.pending) OVER (PARTITION BY o.presents ORDER BY o.line))
           AS presented_by
FROM ({rows_with_account}) o
LEFT JOIN accounts_pendingpayment b ON b.reference = o.presents
LEFT JOIN accounts_pendingpayment x ON x.presents_id = b.id
LEFT JOIN (
    SELECT DISTINCT ON (i.pending) i.pending, a.id AS account_id
    FROM incoming i
    JOIN accounts_account a ON a.reference = i.account
    WHERE i.pending IN (SELECT presents FROM incoming)
    ORDER BY i.pending, i.line
) n ON n.pending = o.presents

-- name: judge_pending
-- A pending payment is known by its reference. Only an empty outcome may still be filled, as a fact of its own,
-- and which payment it presents again, where that one came later.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN p.id IS NULL THEN 'loaded'
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN p.outcome = '' AND o.outcome IS NOT NULL OR p.presents_id IS NULL AND o.presents IS NOT NULL
            THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, 'differs from the pending payment loaded before under this reference'
FROM taken o
LEFT JOIN accounts_pendingpayment p ON p.reference = o.pending
LEFT JOIN accounts_pendingpayment b ON b.id = p.presents_id
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN p.account_id <> o.account_id THEN 'account'
        WHEN p.due_on <> o.due_on THEN 'due_on'
        WHEN p.amount <> o.amount THEN 'amount'
        WHEN b.reference <> o.presents THEN 'presents'
        WHEN p.outcome <> '' AND p.outcome <> o.outcome THEN 'outcome'
        WHEN p.outcome_on <> coalesce(o.outcome_on, o.due_on) AND o.outcome IS NOT NULL THEN 'outcome_on'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: settle_pending
UPDATE accounts_pendingpayment p
SET outcome = o.outcome, outcome_on = coalesce(o.outcome_on, o.due_on),
    outcome_known_on = greatest(coalesce(o.outcome_known_on, o.outcome_on, o.due_on), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND p.reference = o.pending AND p.outcome = ''
  AND o.outcome IS NOT NULL

-- name: add_pending
INSERT INTO accounts_pendingpayment (reference, account_id, due_on, amount, known_on, outcome, outcome_on,
                                     outcome_known_on)
SELECT o.pending, o.account_id, o.due_on, o.amount,
       greatest(coalesce(o.known_on, '0001-01-01'), %(first_open)s::date), coalesce(o.outcome, ''),
       CASE WHEN o.outcome IS NOT NULL THEN coalesce(o.outcome_on, o.due_on) END,
       CASE WHEN o.outcome IS NOT NULL THEN
           greatest(coalesce(o.outcome_known_on, o.outcome_on, o.due_on), %(first_open)s::date) END
FROM taken o
JOIN verdict v USING (line)
LEFT JOIN accounts_pendingpayment p ON p.reference = o.pending
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND p.id IS NULL

-- name: link_presentations
UPDATE accounts_pendingpayment p
SET presents_id = b.id
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_pendingpayment b ON b.reference = o.presents AND b.account_id = o.account_id
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND p.reference = o.pending AND p.presents_id IS NULL
