-- name: match_holds
-- A kind that binds persons only binds whoever holds the account that is named. The hold of a person who holds
-- accounts under several packs lasts as long as the longest of them says, and its tail as long.
WITH pack AS (
    SELECT p.id AS product_id, k.kind, k.of_person, k.length_days, k.tail_days
    FROM accounts_product p
    JOIN pack_hold k ON k.pack = CASE WHEN p.jurisdiction IN (SELECT pack FROM pack_hold)
                                      THEN p.jurisdiction ELSE '' END
)
SELECT i.*, a.id AS named_account, u.id AS named_customer,
       CASE WHEN NOT k.of_person THEN a.id END AS account_id,
       CASE WHEN k.of_person THEN c.customer_id ELSE u.id END AS customer_id,
       i.starts_on + CASE WHEN a.id IS NULL THEN l.longest ELSE k.length_days END - 1 AS lapses_on,
       i.ends_on + coalesce(CASE WHEN a.id IS NULL THEN l.longest_tail ELSE k.tail_days END, 0) AS last_on,
       p.currency AS of_currency, m.places, m.units
FROM incoming i
LEFT JOIN accounts_account a ON a.reference = i.account
LEFT JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN pack k ON k.product_id = p.id AND k.kind = i.kind
LEFT JOIN accounts_party c ON c.account_id = a.id AND c.role = 'cardholder'
LEFT JOIN accounts_customer u ON u.reference = i.customer
LEFT JOIN currency_places m ON m.code = p.currency
LEFT JOIN LATERAL (
    SELECT CASE WHEN count(*) = count(o.length_days) THEN max(o.length_days) END AS longest,
           max(o.tail_days) AS longest_tail
    FROM accounts_party h
    JOIN accounts_account b ON b.id = h.account_id
    JOIN pack o ON o.product_id = b.product_id AND o.kind = i.kind
    WHERE h.customer_id = u.id AND h.role IN {holder_roles}
) l ON true

-- name: judge_holds
-- A hold is known by its reference. Only an empty end may still be filled, and a fresh due date with it; what a
-- row leaves out it does not speak of.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN h.id IS NULL OR h.ends_on IS NULL AND o.ends_on IS NOT NULL THEN 'loaded'
        ELSE 'unchanged'
    END, d.field, CASE WHEN d.undisputed THEN 'a fresh due date needs one'
                       ELSE 'differs from the hold loaded before under this reference' END
FROM taken o
LEFT JOIN accounts_hold h ON h.reference = o.hold
CROSS JOIN LATERAL (
    SELECT o.fresh_due_on IS NOT NULL AND coalesce(h.disputed_amount, o.disputed_amount) IS NULL AS undisputed
) u
CROSS JOIN LATERAL (
    SELECT u.undisputed, CASE
        WHEN u.undisputed THEN 'disputed_amount'
        WHEN h.id IS NULL THEN NULL
        WHEN h.account_id IS DISTINCT FROM o.account_id THEN 'account'
        WHEN h.customer_id IS DISTINCT FROM o.customer_id THEN 'customer'
        WHEN h.kind <> o.kind THEN 'kind'
        WHEN h.starts_on <> o.starts_on THEN 'starts_on'
        WHEN coalesce(h.cause_ended_on, h.ends_on) <> o.ends_on THEN 'ends_on'
        WHEN o.review_on <> coalesce(h.review_on, 'infinity') THEN 'review_on'
        WHEN o.channel <> h.channel THEN 'channel'
        WHEN o.disputed_amount <> coalesce(h.disputed_amount, 0) THEN 'disputed_amount'
        WHEN o.statement_date <> coalesce(h.statement_date, 'infinity') THEN 'statement_date'
        WHEN h.ends_on IS NOT NULL AND o.fresh_due_on <> coalesce(h.fresh_due_on, 'infinity') THEN 'fresh_due_on'
        WHEN o.reason <> h.reason THEN 'reason'
    END AS field
) d
WHERE o.turn = %(turn)s

-- name: end_holds
UPDATE accounts_hold h
SET ends_on = o.last_on, cause_ended_on = nullif(o.ends_on, o.last_on), fresh_due_on = o.fresh_due_on,
    end_known_on = greatest(coalesce(o.end_known_on, h.known_on), %(first_open)s::date)
FROM taken o
JOIN verdict v USING (line)
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND h.reference = o.hold

-- name: add_holds
-- An end that comes with its hold is known with it, unless the row says otherwise.
INSERT INTO accounts_hold (reference, account_id, customer_id, kind, starts_on, ends_on, cause_ended_on,
                           lapses_on, review_on, channel, disputed_amount, statement_date, fresh_due_on, known_on, end_known_on, reason)
SELECT o.hold, o.account_id, o.customer_id, o.kind, o.starts_on, o.last_on, nullif(o.ends_on, o.last_on),
       o.lapses_on, o.review_on,
       coalesce(o.channel, ''), o.disputed_amount, o.statement_date, o.fresh_due_on, k.known_on,
       CASE WHEN o.ends_on IS NOT NULL THEN
           greatest(coalesce(o.end_known_on, k.known_on), %(first_open)s::date) END,
       coalesce(o.reason, '')
FROM taken o
JOIN verdict v USING (line)
LEFT JOIN accounts_hold h ON h.reference = o.hold
CROSS JOIN LATERAL (
    SELECT greatest(coalesce(o.known_on, o.starts_on), %(first_open)s::date) AS known_on
) k
WHERE o.turn = %(turn)s AND v.what = 'loaded' AND h.id IS NULL
