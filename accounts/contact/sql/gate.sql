-- What the contact gate asks of the book, for many persons and accounts at once.

-- name: people_on_accounts
-- Persons on accounts as the contact gate wants them: one row for each that is asked about. Wishes are those in
-- force, as `customers/reachability.py` tells them of one person; contact points are read there.
SELECT k.customer_id, k.account_id, a.time_zone, p.jurisdiction, coalesce(z.value, '') AS own_zone,
       coalesce(r.roles, '{}') AS roles, coalesce(r.last_days, '{}') AS last_days,
       coalesce(x.days, '{}') AS exit_days, coalesce(x.gone, '{}') AS gone,
       coalesce(c.channels, '{}') AS channels, coalesce(c.given, '{}') AS given,
       coalesce(t.weekdays, '{}') AS weekdays, coalesce(t.opens, '{}') AS opens, coalesce(t.closes, '{}') AS closes,
       coalesce(b.moments, '{}') AS moments, coalesce(b.hours, '{}') AS hours
FROM unnest(%(customers)s::bigint[], %(accounts)s::bigint[]) AS k (customer_id, account_id)
JOIN accounts_account a ON a.id = k.account_id
JOIN accounts_customer u ON u.id = k.customer_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN LATERAL (
    SELECT w.value FROM accounts_wish w
    WHERE w.customer_id = u.id AND w.kind = 'time-zone'
    ORDER BY w.id DESC
    LIMIT 1
) z ON true
LEFT JOIN LATERAL (
    SELECT array_agg(CASE WHEN y.liable_by_contract THEN 'liable-' || y.role ELSE y.role END) AS roles,
           array_agg(y.until) AS last_days
    FROM accounts_party y
    WHERE y.account_id = a.id AND y.customer_id = u.id
) r ON true
LEFT JOIN LATERAL (
    SELECT array_agg(e."on" ORDER BY e."on") AS days,
           array_agg(e.reason <> 'recalled' ORDER BY e."on") AS gone
    FROM accounts_exit e
    WHERE e.account_id = a.id
) x ON true
LEFT JOIN LATERAL (
    SELECT array_agg(d.channel::text) AS channels, array_agg(d.given) AS given
    FROM (
        SELECT DISTINCT ON (s.channel) s.channel, s.given FROM accounts_consent s
        WHERE s.customer_id = u.id
        ORDER BY s.channel, s."on" DESC, s.id DESC
    ) d
) c ON true
LEFT JOIN LATERAL (
    SELECT array_agg(f.weekdays::text) AS weekdays, array_agg(f.opens) AS opens, array_agg(f.closes) AS closes
    FROM accounts_preferredtime f
    WHERE f.customer_id = u.id AND f.withdrawn_at IS NULL
) t ON true
LEFT JOIN LATERAL (
    SELECT array_agg(l.at) AS moments, array_agg(l.asked = 'hour') AS hours
    FROM accounts_callback l
    WHERE l.customer_id = u.id AND l.outcome = '' AND l.asked <> 'no'
) b ON true

-- name: holds_on_people
-- Holds that bear on persons and accounts on a day or later, by everything known now: those on the account, on
-- whoever holds it, and on the person asked about.
WITH asked AS (
    SELECT * FROM unnest(%(customers)s::bigint[], %(accounts)s::bigint[]) AS k (customer_id, account_id)
), bound AS (
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_hold h ON h.account_id = k.account_id
    UNION
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_party p ON p.account_id = k.account_id AND p.role IN {holder_roles}
    JOIN accounts_hold h ON h.customer_id = p.customer_id
    UNION
    SELECT k.customer_id, k.account_id, h.id
    FROM asked k
    JOIN accounts_hold h ON h.customer_id = k.customer_id
)
SELECT b.customer_id, b.account_id, h.kind, h.starts_on, coalesce(h.ends_on, h.lapses_on), h.channel,
       h.disputed_amount IS NOT NULL
FROM bound b
JOIN accounts_hold h ON h.id = b.id
WHERE h.withdrawn_on IS NULL AND coalesce(h.ends_on, h.lapses_on, 'infinity') >= %(day)s
ORDER BY h.starts_on, h.id

-- name: contact_attempts
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
