-- Whoever may be written to about the accounts and kinds of `subject`: who owes, acts for one who does or stands in
-- for one, on a day, by what is known by the horizon. `rightful`: to whom the kind is written, while holds last
-- that send it to somebody else too; where there is nobody else, it is still theirs, and held.
WITH party AS MATERIALIZED (
    SELECT s.account_id, s.kind, p.customer_id, k.recipient,
           bool_or(p.role = 'cardholder') AS holds,
           bool_or(p.role IN ('cardholder', 'joint-holder', 'guarantor') OR p.liable_by_contract) AS owes,
           bool_or(p.role = 'authorised-representative') AS acts,
           bool_or(p.role IN ('executor', 'trustee')) AS stands_in
    FROM (SELECT DISTINCT account_id, kind FROM subject) s
    JOIN notice_kind k ON k.code = s.kind
    JOIN accounts_party p ON p.account_id = s.account_id AND p.known_on <= %(horizon)s
     AND (p.role <> 'supplementary-holder' OR p.liable_by_contract)
     AND (CASE WHEN p.until_known_on <= %(horizon)s THEN p.until END < %(day)s) IS NOT TRUE
    GROUP BY s.account_id, s.kind, p.customer_id, k.recipient
),
sent_on AS MATERIALIZED (  -- persons whose letters go to somebody else
    SELECT DISTINCT y.account_id, y.kind, y.customer_id, e.effect
    FROM party y
    JOIN in_force i ON i.account_id = y.account_id AND (i.customer_id IS NULL OR i.customer_id = y.customer_id)
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
       OR y.recipient IN ('liable', 'cardholder') AND (t.estate AND y.stands_in OR t.representative AND y.acts) IS TRUE
       AS rightful
FROM party y
LEFT JOIN (SELECT DISTINCT account_id, kind, customer_id FROM sent_on) m USING (account_id, kind, customer_id)
LEFT JOIN (
    SELECT account_id, kind, bool_or(effect = 'estate') AS estate, bool_or(effect = 'representative') AS representative
    FROM sent_on
    GROUP BY account_id, kind
) t USING (account_id, kind)
