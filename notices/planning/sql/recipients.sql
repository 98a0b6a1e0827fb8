-- To whom notices may be written.

-- name: recipient_request
SELECT account_id, kind FROM occasion UNION SELECT account_id, kind FROM open_notices

-- name: hold_in_force
-- Holds in force on a day that bear on the accounts of `recipient_request`, by what is known by the horizon: those on the
-- account, and those on its parties (`customer_id`), of which a holder's bind all.
SELECT b.account_id, b.customer_id, b.binds_all, h.id, h.kind, h.channel, h.disputed_amount IS NOT NULL AS names_amount,
       (SELECT max(r.reviewed_on) FROM accounts_holdreview r WHERE r.hold_id = h.id) AS reviewed_on
FROM (
    SELECT s.account_id, NULL::bigint AS customer_id, true AS binds_all, h.id
    FROM (SELECT DISTINCT account_id FROM recipient_request) s
    JOIN accounts_hold h ON h.account_id = s.account_id
    UNION ALL
    SELECT p.account_id, p.customer_id, bool_or(p.role IN {holder_roles}), h.id
    FROM (SELECT DISTINCT account_id FROM recipient_request) s
    JOIN accounts_party p ON p.account_id = s.account_id
     AND (p.role NOT IN ('authorised-representative', 'executor', 'trustee')) AND p.known_on <= %(horizon)s
    JOIN accounts_hold h ON h.customer_id = p.customer_id
    GROUP BY p.account_id, p.customer_id, h.id
) b
JOIN accounts_hold h ON h.id = b.id
WHERE h.starts_on <= %(day)s AND h.known_on <= %(horizon)s AND (h.withdraw_known_on <= %(horizon)s) IS NOT TRUE
  AND (coalesce(CASE WHEN h.end_known_on <= %(horizon)s THEN h.ends_on END, h.lapses_on) < %(day)s) IS NOT TRUE

-- name: notice_recipient
-- Whoever may be written to about the accounts and kinds of `recipient_request`: who owes, acts for one who does or stands in
-- for one, on a day, by what is known by the horizon. `rightful`: to whom the kind is written, while holds last
-- that send it to somebody else too; where there is nobody else, it is still theirs, and held.
WITH party AS MATERIALIZED (
    SELECT s.account_id, s.kind, p.customer_id, k.recipient,
           bool_or(p.role = 'cardholder') AS holds, bool_or(p.role = 'joint-holder') AS holds_jointly,
           bool_or(p.role IN ('cardholder', 'joint-holder', 'guarantor') OR p.liable_by_contract) AS owes,
           bool_or(p.role = 'authorised-representative') AS acts,
           bool_or(p.role IN ('executor', 'trustee')) AS stands_in
    FROM (SELECT DISTINCT account_id, kind FROM recipient_request) s
    JOIN notice_kind k ON k.code = s.kind
    JOIN accounts_party p ON p.account_id = s.account_id AND p.known_on <= %(horizon)s
     AND (p.role <> 'supplementary-holder' OR p.liable_by_contract)
     AND (CASE WHEN p.until_known_on <= %(horizon)s THEN p.until END < %(day)s) IS NOT TRUE
    GROUP BY s.account_id, s.kind, p.customer_id, k.recipient
),
sent_on AS MATERIALIZED (  -- persons whose letters go to somebody else
    SELECT DISTINCT y.account_id, y.kind, y.customer_id, e.effect
    FROM party y
    JOIN hold_in_force i ON i.account_id = y.account_id AND (i.customer_id IS NULL OR i.customer_id = y.customer_id)
    JOIN kind_hold e ON e.code = y.kind AND e.hold = i.kind AND e.effect IN ('representative', 'estate')
    WHERE y.owes AND EXISTS (
        SELECT FROM party o
        WHERE o.account_id = y.account_id AND o.kind = y.kind
          AND CASE e.effect WHEN 'estate' THEN o.stands_in ELSE o.acts END
    )
)
SELECT y.account_id, y.kind, y.customer_id, y.acts, y.stands_in,
       CASE y.recipient WHEN 'liable' THEN y.owes WHEN 'cardholder' THEN y.holds
                        WHEN 'representative' THEN y.acts ELSE y.stands_in END
       AND m.customer_id IS NULL
       -- with the cardholder deceased, what is written to the cardholder goes to who holds the account with them
       OR y.recipient = 'cardholder' AND y.holds_jointly AND EXISTS (
           SELECT FROM hold_in_force i
           JOIN party d ON d.account_id = i.account_id AND d.kind = y.kind AND d.customer_id = i.customer_id
           WHERE i.account_id = y.account_id AND i.kind = 'deceased' AND d.holds
       )
       OR y.recipient IN ('liable', 'cardholder') AND (t.estate AND y.stands_in OR t.representative AND y.acts) IS TRUE
       AS rightful
FROM party y
LEFT JOIN (SELECT DISTINCT account_id, kind, customer_id FROM sent_on) m USING (account_id, kind, customer_id)
LEFT JOIN (
    SELECT account_id, kind, bool_or(effect = 'estate') AS estate, bool_or(effect = 'representative') AS representative
    FROM sent_on
    GROUP BY account_id, kind
) t USING (account_id, kind)
