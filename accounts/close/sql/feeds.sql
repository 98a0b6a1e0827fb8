-- The facts of one kind that became known on a day. One known no later than it counts from stands in no index
-- by known day, but in the one by the day it counts from. A return is a row, unless it came with its payment.

-- name: count_known_rows
SELECT kind, rows FROM {known_rows} k

-- name: keep_known_rows
INSERT INTO accounts_feedofday (day_id, kind, rows)
SELECT %(day)s, kind, rows FROM {known_rows} k
RETURNING kind, rows

-- part: known_rows
(
    SELECT 'products' AS kind, count(*) AS rows FROM {known_products} k
    UNION ALL
    SELECT 'accounts', count(*) FROM {known_accounts} k
    UNION ALL
    SELECT 'statements', count(*) FROM {known_statements} k
    UNION ALL
    SELECT 'payments', count(*) FROM {known_payments} k
    UNION ALL
    SELECT 'reages', count(*) FROM {known_reages} k
    UNION ALL
    SELECT 'exits', count(*) FROM {known_exits} k
    UNION ALL
    SELECT 'parties', count(*) FROM {known_parties} k
    UNION ALL
    SELECT 'pending', count(*) FROM {known_pending} k
    UNION ALL
    SELECT 'mandates', count(*) FROM {known_mandates} k
    UNION ALL
    SELECT 'holds', count(*) FROM {known_holds} k
    UNION ALL
    SELECT 'promises', count(*) FROM {known_promises} k
    UNION ALL
    SELECT 'affordability', count(*) FROM {known_affordability} k
    UNION ALL
    SELECT 'plans', count(*) FROM {known_plans} k
    UNION ALL
    SELECT 'contacts', count(*) FROM {known_contacts} k
)

-- name: usual_rows
-- Rows by kind and day before the day, of the days that may be learned from; only of kinds of which ever so many
-- rows came that a day without them, or this one, can be unusual.
SELECT f.kind, f.day_id, f.rows
FROM accounts_feedofday f
JOIN (
    SELECT kind FROM accounts_feedofday
    WHERE day_id BETWEEN %(since)s AND %(day)s
    GROUP BY kind
    HAVING max(rows) >= %(least)s
) k ON k.kind = f.kind
WHERE f.day_id >= %(since)s AND f.day_id < %(day)s
  AND NOT EXISTS (
      SELECT FROM accounts_feeddiscrepancy d
      JOIN accounts_businessday b ON b.day = d.day_id
      WHERE d.day_id = f.day_id AND d.kind = f.kind AND b.released_at IS NULL
  )

-- name: departures_by_day
-- Accounts that left current, of the days that may be learned from and of the day itself.
SELECT t.day_id, sum(t.moved_out)
FROM accounts_daytally t
WHERE t.stage = 'CURRENT' AND t.day_id BETWEEN %(since)s AND %(day)s
  AND NOT EXISTS (
      SELECT FROM accounts_feeddiscrepancy d
      JOIN accounts_businessday b ON b.day = d.day_id
      WHERE d.day_id = t.day_id AND b.released_at IS NULL
  )
GROUP BY t.day_id

-- name: add_up_known_rows
-- with: known = known_statements | known_payments
SELECT p.currency, sum(k.amount)
FROM {known} k
JOIN accounts_account a ON a.id = k.account_id
JOIN accounts_product p ON p.id = a.product_id
GROUP BY p.currency

-- part: known_products
(SELECT 1 FROM accounts_policy WHERE known_on = %(day)s)

-- part: known_accounts
(SELECT 1 FROM accounts_account WHERE known_on = %(day)s)

-- part: known_statements
(
    SELECT account_id, balance AS amount FROM accounts_billingcycle
    WHERE statement_date = %(day)s AND known_on = %(day)s
    UNION ALL
    SELECT account_id, balance FROM accounts_billingcycle
    WHERE known_on = %(day)s AND known_on > statement_date
)

-- part: known_payments
(
    SELECT account_id, amount FROM accounts_payment WHERE value_on = %(day)s AND known_on = %(day)s
    UNION ALL
    SELECT account_id, amount FROM accounts_payment WHERE known_on = %(day)s AND known_on > value_on
    UNION ALL
    SELECT account_id, amount FROM accounts_payment
    WHERE return_known_on = %(day)s AND return_known_on > known_on
)

-- part: known_reages
(
    SELECT 1 FROM accounts_reage WHERE known_on = %(day)s
    UNION ALL
    SELECT 1 FROM accounts_reage WHERE withdraw_known_on = %(day)s AND withdraw_known_on > known_on
)

-- part: known_exits
(SELECT 1 FROM accounts_exit WHERE known_on = %(day)s)

-- part: known_parties
-- What was entered at the desk came in no file.
(
    SELECT 1 FROM accounts_party WHERE known_on = %(day)s AND known_on > '0001-01-01' AND entered_by = ''
    UNION ALL
    SELECT 1 FROM accounts_party
    WHERE until_known_on = %(day)s AND until_known_on > known_on AND ended_by = ''
)

-- part: known_pending
(
    SELECT 1 FROM accounts_pendingpayment WHERE known_on = %(day)s
    UNION ALL
    SELECT 1 FROM accounts_pendingpayment
    WHERE outcome_known_on = %(day)s AND outcome_known_on > known_on
)

-- part: known_mandates
(
    SELECT 1 FROM accounts_mandate WHERE known_on = %(day)s AND entered_by = ''
    UNION ALL
    SELECT 1 FROM accounts_mandate
    WHERE end_known_on = %(day)s AND end_known_on > known_on AND ended_by = ''
)

-- part: known_holds
(
    SELECT 1 FROM accounts_hold h WHERE known_on = %(day)s AND placed_by = ''
       AND NOT EXISTS (SELECT FROM accounts_plan p WHERE p.hold_id = h.id)
    UNION ALL
    SELECT 1 FROM accounts_hold h
    WHERE end_known_on = %(day)s AND end_known_on > known_on AND ended_by = ''
      AND NOT EXISTS (SELECT FROM accounts_plan p WHERE p.hold_id = h.id)
)

-- part: known_promises
-- A row is an instalment; those taken or cancelled at the desk came in no file.
(
    SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
    WHERE p.made_on = %(day)s AND p.known_on = %(day)s AND p.taken_by = ''
    UNION ALL
    SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
    WHERE p.known_on = %(day)s AND p.known_on > p.made_on AND p.taken_by = ''
    UNION ALL
    SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
    WHERE p.cancel_known_on = %(day)s AND p.cancel_known_on > p.known_on AND p.cancelled_by = ''
)

-- part: known_affordability
(
    SELECT 1 FROM accounts_affordabilitystatement s
    JOIN accounts_affordabilityitem i ON i.statement_id = s.id
    WHERE s.known_on = %(day)s AND s.entered_by = ''
)

-- part: known_plans
(
    SELECT 1 FROM accounts_plan p JOIN accounts_planinstalment i ON i.plan_id = p.id
    WHERE p.known_on = %(day)s AND p.agreed_by = ''
    UNION ALL
    SELECT 1 FROM accounts_plan p JOIN accounts_planinstalment i ON i.plan_id = p.id
    WHERE p.end_known_on = %(day)s AND p.end_known_on > p.known_on AND p.ended_by = ''
)

-- part: known_contacts
(SELECT 1 FROM accounts_contactevent WHERE source = 'file' AND known_on = %(day)s)
