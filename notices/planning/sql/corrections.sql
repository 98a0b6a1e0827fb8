-- Notices that went out on facts which were corrected since.

-- name: sent_notice
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
        SELECT v.account_id FROM (VALUES (h.account_id)) AS v (account_id) WHERE v.account_id IS NOT NULL
        UNION ALL
        SELECT p.account_id FROM accounts_party p
        WHERE p.customer_id = h.customer_id AND p.role IN {holder_roles}
    ) b
    WHERE h.known_on = %(day)s AND h.known_on > h.starts_on OR h.withdraw_known_on = %(day)s
),
told AS MATERIALIZED (  -- few: what they say is asked of no other
    SELECT n.id, n.account_id, a.product_id, l.counts_from, coalesce(n.found_on, n.occasion_on) AS found_on
    FROM (SELECT account_id, min(counts_from) AS counts_from FROM late GROUP BY account_id) l
    JOIN notices_notice n ON n.account_id = l.account_id
    JOIN accounts_account a ON a.id = n.account_id
    JOIN notice_kind k ON k.code = n.kind AND k.type <> 'corrected'
    WHERE n.state IN ('sending', 'sent', 'delivered', 'served', 'returned') AND n.corrected_on IS NULL
      AND (n.run_since IS NOT NULL OR k.type IN ('before-due', 'in-grace'))
)
SELECT t.id, t.account_id, t.product_id, f.as_of
FROM told t
CROSS JOIN LATERAL (
    SELECT coalesce((SELECT max(c.as_of) FROM notices_noticecontent c WHERE c.notice_id = t.id), t.found_on) AS as_of
) f
WHERE t.counts_from <= f.as_of AND f.as_of < %(day)s

-- name: request_standings_of_sent_notices
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT DISTINCT r.account_id, r.product_id, r.as_of, h.horizon, r.as_of + 1
FROM sent_notice r
CROSS JOIN LATERAL (VALUES (r.as_of), (%(day)s::date)) AS h (horizon)

-- name: mark_corrected_notices
UPDATE notices_notice n SET corrected_on = %(day)s
FROM sent_notice r
JOIN standing_result t ON t.account_id = r.account_id AND t.day = r.as_of AND t.horizon = r.as_of
JOIN standing_result w ON w.account_id = r.account_id AND w.day = r.as_of AND w.horizon = %(day)s
WHERE n.id = r.id AND w.problem IS NULL
  AND (t.stage, t.past_due, t.unpaid, t.oldest_missed_statement)
      IS DISTINCT FROM (w.stage, w.past_due, w.unpaid, w.oldest_missed_statement)

-- name: find_corrections
INSERT INTO occasion (account_id, kind, about, recipient_id)
SELECT n.account_id, k.code, n.reference, n.recipient_id
FROM notices_notice n
JOIN accounts_account a ON a.id = n.account_id
JOIN accounts_product p ON p.id = a.product_id
JOIN notice_kind k ON k.jurisdiction = p.jurisdiction AND k.type = 'corrected'
WHERE n.corrected_on = %(day)s AND n.id IN (SELECT id FROM sent_notice)
