-- How many of some accounts stood where, on each of several closed days, as the closes wrote it.
SELECT d.day::date AS day, a.product_id, s.stage, count(*) AS accounts, sum(coalesce(c.balance, 0)) AS balance,
       sum(s.past_due) AS past_due
FROM generate_series(%(since)s::date, %(day)s::date - 1, interval '1 day') AS d (day)
JOIN accounts_account a ON a.id = ANY(%(ids)s)
JOIN accounts_stagespan s ON s.account_id = a.id AND s.starts_on <= d.day
 AND (s.ends_before IS NULL OR s.ends_before > d.day)
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = a.id AND c.statement_date <= d.day AND c.known_on <= d.day
    ORDER BY c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
    LIMIT 1
) c ON true
GROUP BY 1, 2, 3
