-- name: judge_payments
-- A payment is known by its reference. Only an empty return may still be filled, as a fact of its own.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN p.id IS NULL THEN 'loaded'
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN p.returned_on IS NULL AND o.returned_on IS NOT NULL THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, 'differs from the payment loaded before under this reference'
FROM taken o
LEFT JOIN accounts_payment p ON p.reference = o.payment
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN p.account_id <> o.account_id THEN 'account'
        WHEN p.posted_on <> o.posted_on THEN 'posted_on'
        WHEN p.amount <> o.amount THEN 'amount'
        WHEN p.value_on <> coalesce(o.value_on, o.posted_on) THEN 'value_on'
        WHEN p.kind <> coalesce(o.kind, 'payment') THEN 'kind'
        WHEN p.returned_on <> o.returned_on THEN 'returned_on'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: return_payments
UPDATE accounts_payment p
SET returned_on = o.returned_on,
    return_known_on = greatest(coalesce(o.return_known_on, o.returned_on), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND o.returned_on IS NOT NULL AND p.reference = o.payment

-- name: add_payments
INSERT INTO accounts_payment (reference, account_id, posted_on, value_on, amount, kind, known_on,
                              returned_on, return_known_on)
SELECT o.payment, o.account_id, o.posted_on, coalesce(o.value_on, o.posted_on), o.amount,
       coalesce(o.kind, 'payment'), greatest(coalesce(o.known_on, o.posted_on), %(first_open)s::date),
       o.returned_on, CASE WHEN o.returned_on IS NOT NULL THEN
           greatest(coalesce(o.return_known_on, o.returned_on), %(first_open)s::date) END
FROM taken o
JOIN verdict v USING (line)
LEFT JOIN accounts_payment p ON p.reference = o.payment
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND p.id IS NULL
