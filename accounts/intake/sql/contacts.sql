-- name: match_contacts
SELECT i.*, a.id AS account_id, a.time_zone, p.jurisdiction,
       CASE WHEN i.customer IS NULL THEN h.customer_id ELSE c.id END AS customer_id,
       CASE WHEN right(i.at, 6) = '+00:00' THEN i.at::timestamptz
            ELSE i.at::timestamp AT TIME ZONE a.time_zone END AS moment
FROM incoming i
LEFT JOIN accounts_account a ON a.reference = i.account
LEFT JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN accounts_party h ON h.account_id = a.id AND h.role = 'cardholder'
LEFT JOIN accounts_customer c ON c.reference = i.customer

-- name: judge_contacts
-- A contact is known by its reference and never changes; what was wrong with it is corrected at the desk.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN e.id IS NULL THEN 'loaded'
        WHEN d.field IS NOT NULL THEN 'conflicting'
        ELSE 'unchanged'
    END, d.field, 'differs from the contact loaded before under this reference'
FROM taken o
LEFT JOIN accounts_contactevent e ON e.reference = o.contact
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN e.account_id <> o.account_id THEN 'account'
        WHEN e.customer_id <> o.customer_id THEN 'customer'
        WHEN e.at <> o.moment THEN 'at'
        WHEN e.channel <> o.channel THEN 'channel'
        WHEN e.direction <> o.direction THEN 'direction'
        WHEN e.purpose <> coalesce(o.purpose, 'collection') THEN 'purpose'
        WHEN e.outcome <> o.outcome THEN 'outcome'
        WHEN e.number <> coalesce(o.number, '') THEN 'number'
        WHEN e.agent <> coalesce(o.agent, '') THEN 'agent'
        WHEN e.note <> coalesce(o.note, '') THEN 'note'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: add_contacts
INSERT INTO accounts_contactevent (reference, customer_id, account_id, at, channel, direction, purpose, number,
                                   outcome, identity, right_party, reason, recording, interpreter, note, agent,
                                   source, known_on, entered_at)
SELECT o.contact, o.customer_id, o.account_id, o.moment, o.channel, o.direction,
       coalesce(o.purpose, 'collection'), coalesce(o.number, ''), o.outcome, '',
       CASE o.outcome WHEN 'conversation' THEN true WHEN 'wrong-number' THEN false END, '', '', '',
       coalesce(o.note, ''), coalesce(o.agent, ''), 'file',
       greatest((o.moment AT TIME ZONE o.time_zone)::date, %(first_open)s::date), now()
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded'

-- name: wrong_numbers
SELECT o.contact, o.number, o.jurisdiction, o.customer_id, o.channel, coalesce(o.agent, 'file'), now()
FROM taken o
JOIN verdict v USING (line)
WHERE v.what = 'loaded' AND o.outcome = 'wrong-number'
ORDER BY o.line
