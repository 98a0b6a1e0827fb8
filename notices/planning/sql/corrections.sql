-- Notices sent that speak of arrears, of accounts of which something became known on a day that counts from an
-- earlier one: up to the day whose facts the letter gives.
WITH late AS MATERIALIZED (
    SELECT account_id, value_on AS counts_from FROM accounts_payment
    WHERE known_on = %(day)s AND known_on > value_on
    UNION ALL
    SELECT account_id, returned_on FROM accounts_payment
    WHERE return_known_on = %(day)s AND returned_on < return_known_on
    UNION ALL
    SELECT account_id, statement_date FROM accounts_billingcycle
    WHERE known_on = %(day)s AND known_on > statement_date
    UNION ALL
    SELECT account_id, "on" FROM accounts_reage WHERE known_on = %(day)s AND known_on > "on"
    UNION ALL
    SELECT account_id, "on" FROM accounts_reage WHERE withdraw_known_on = %(day)s
    UNION ALL
    SELECT b.account_id, h.starts_on
    FROM accounts_hold h
    CROSS JOIN LATERAL (
        SELECT h.account_id WHERE h.account_id IS NOT NULL
        UNION ALL
        SELECT p.account_id FROM accounts_party p
        WHERE p.customer_id = h.customer_id AND p.role IN ('cardholder', 'joint-holder')
    ) b
    WHERE h.known_on = %(day)s AND h.known_on > h.starts_on OR h.withdraw_known_on = %(day)s
)
SELECT n.id, n.account_id, a.product_id, f.as_of
FROM (SELECT account_id, min(counts_from) AS counts_from FROM late GROUP BY account_id) l
JOIN notices_notice n ON n.account_id = l.account_id
JOIN accounts_account a ON a.id = n.account_id
JOIN notice_kind k ON k.code = n.kind AND k.type <> 'corrected'
CROSS JOIN LATERAL (
    SELECT coalesce((SELECT max(c.as_of) FROM notices_noticecontent c WHERE c.notice_id = n.id),
                    coalesce(n.found_on, n.occasion_on)) AS as_of
) f
WHERE n.state IN ('sending', 'sent', 'delivered', 'served', 'returned') AND n.corrected_on IS NULL
  AND (n.run_since IS NOT NULL OR k.type IN ('before-due', 'in-grace'))
  AND l.counts_from <= f.as_of AND f.as_of < %(day)s
--;
INSERT INTO question (account_id, product_id, day, horizon, before)
SELECT DISTINCT r.account_id, r.product_id, r.as_of, h.horizon, r.as_of + 1
FROM rested r
CROSS JOIN LATERAL (VALUES (r.as_of), (%(day)s::date)) AS h (horizon)
--;
UPDATE notices_notice n SET corrected_on = %(day)s
FROM rested r
JOIN question qt ON qt.account_id = r.account_id AND qt.day = r.as_of AND qt.horizon = r.as_of
JOIN question qn ON qn.account_id = r.account_id AND qn.day = r.as_of AND qn.horizon = %(day)s
LEFT JOIN answer t ON t.id = qt.id
LEFT JOIN answer w ON w.id = qn.id
WHERE n.id = r.id AND (w.problem IS NULL)
  AND (t.stage, t.past_due, t.unpaid, t.oldest_missed_statement)
      IS DISTINCT FROM (w.stage, w.past_due, w.unpaid, w.oldest_missed_statement)
--;
INSERT INTO called_for (account_id, kind, about, recipient_id)
SELECT n.account_id, k.code, n.reference, n.recipient_id
FROM notices_notice n
JOIN accounts_account a ON a.id = n.account_id
JOIN accounts_product p ON p.id = a.product_id
JOIN notice_kind k ON k.jurisdiction = p.jurisdiction AND k.type = 'corrected'
WHERE n.corrected_on = %(day)s AND n.id IN (SELECT id FROM rested)
