-- Holds in force on a day that bear on the accounts of `subject`, by what is known by the horizon: those on the
-- account, and those on its parties (`customer_id`), of which a holder's bind all.
SELECT b.account_id, b.customer_id, b.binds_all, h.id, h.kind, h.channel, h.disputed_amount IS NOT NULL AS names_amount,
       (SELECT max(r.reviewed_on) FROM accounts_holdreview r WHERE r.hold_id = h.id) AS reviewed_on
FROM (
    SELECT s.account_id, NULL::bigint AS customer_id, true AS binds_all, h.id
    FROM (SELECT DISTINCT account_id FROM subject) s
    JOIN accounts_hold h ON h.account_id = s.account_id
    UNION ALL
    SELECT p.account_id, p.customer_id, bool_or(p.role IN ('cardholder', 'joint-holder')), h.id
    FROM (SELECT DISTINCT account_id FROM subject) s
    JOIN accounts_party p ON p.account_id = s.account_id
     AND (p.role NOT IN ('authorised-representative', 'executor', 'trustee')) AND p.known_on <= %(horizon)s
    JOIN accounts_hold h ON h.customer_id = p.customer_id
    GROUP BY p.account_id, p.customer_id, h.id
) b
JOIN accounts_hold h ON h.id = b.id
WHERE h.starts_on <= %(day)s AND h.known_on <= %(horizon)s AND (h.withdraw_known_on <= %(horizon)s) IS NOT TRUE
  AND (coalesce(CASE WHEN h.end_known_on <= %(horizon)s THEN h.ends_on END, h.lapses_on) < %(day)s) IS NOT TRUE
