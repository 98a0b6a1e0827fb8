-- Contacts as they stand, and reservations that have come to nothing yet; in one query, so that none slips
-- between the two.
SELECT e.customer_id, e.account_id, e.at, e.channel, e.purpose, e.direction = 'out',
       e.outcome = ANY(%(taken_up)s), e.outcome = 'conversation', NULL::timestamptz
FROM accounts_contactevent e
WHERE (e.customer_id = ANY(%(customers)s) OR e.account_id = ANY(%(accounts)s)) AND e.at >= %(since)s
  AND e.outcome <> 'entered-in-error'
  AND NOT EXISTS (SELECT FROM accounts_contactevent later
                  WHERE later.corrects_id = coalesce(e.corrects_id, e.id) AND later.id > e.id)
UNION ALL
SELECT r.customer_id, r.account_id, r.at, r.channel, r.purpose, true, false, false, r.reserved_until
FROM accounts_gateanswer r
WHERE (r.customer_id = ANY(%(customers)s) OR r.account_id = ANY(%(accounts)s))
  AND r.reserved_until > %(at)s AND r.given_back_at IS NULL
  AND NOT EXISTS (SELECT FROM accounts_contactevent e WHERE e.answer_id = r.id)
