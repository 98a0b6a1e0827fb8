-- Requests to find out where accounts stand, for those of them that are in the book on the day.

-- part: in_book
-- Whether account `a` is in the book on a day, by what is known by the horizon: opened, and not gone since.
a.opened_on <= %(day)s AND a.known_on <= %(horizon)s AND coalesce((
    SELECT e.reason FROM accounts_exit e
    WHERE e.account_id = a.id AND e."on" <= %(day)s AND e.known_on <= %(horizon)s
    ORDER BY e."on" DESC
    LIMIT 1
), 'recalled') = 'recalled'

-- name: request_standings
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT a.id, a.product_id, %(day)s, %(horizon)s, %(day)s::date + 1
FROM accounts_account a
WHERE a.id = ANY(%(ids)s) AND {in_book}

-- name: request_standings_in_range
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT a.id, a.product_id, %(day)s, %(horizon)s, %(day)s::date + 1
FROM accounts_account a
WHERE a.id BETWEEN %(first_account)s AND %(last_account)s AND {in_book}

-- name: account_standing
-- Where accounts stand on a day, restated, or as the closes wrote it.
-- with: told = restated_standings | closed_standings
{told}

-- part: restated_standings
SELECT account_id, CASE WHEN problem IS NULL THEN stage END AS stage, NULL::date AS stage_since,
       coalesce(day - oldest_missed_due, 0) AS days_past_due, past_due, statements_missed,
       oldest_missed_statement, balance
FROM standing_result

-- part: closed_standings
SELECT a.id AS account_id, s.stage, s.stage_since,
       coalesce(%(day)s - s.oldest_missed_due, 0) AS days_past_due,
       coalesce(s.past_due, 0) AS past_due, coalesce(s.statements_missed, 0) AS statements_missed,
       s.oldest_missed_statement, coalesce(c.balance, 0) AS balance
FROM accounts_account a
LEFT JOIN accounts_stagespan s
  ON s.account_id = a.id AND s.starts_on <= %(day)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = a.id AND c.statement_date <= %(day)s AND c.known_on <= %(horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
) c ON true
WHERE a.id = ANY(%(ids)s) AND {in_book}
