-- name: match_promises
-- A promise is its rows: the first says what the others must say too. Its accounts, those in the book among
-- them, must all be of one person who owes on each.
WITH one AS MATERIALIZED (
    SELECT i.*, a.id AS account_id, p.jurisdiction, p.currency AS of_currency, c.places, c.units
    FROM incoming i
    LEFT JOIN accounts_account a ON a.reference = i.account
    LEFT JOIN accounts_product p ON p.id = a.product_id
    LEFT JOIN currency_places c ON c.code = p.currency
),
covered AS (
    SELECT promise, account_id, count(*) OVER (PARTITION BY promise) AS accounts
    FROM (
        SELECT promise, account_id FROM one WHERE account_id IS NOT NULL
        UNION
        SELECT p.reference, c.account_id FROM accounts_promise p
        JOIN accounts_promisedaccount c ON c.promise_id = p.id
        WHERE p.reference IN (SELECT promise FROM incoming)
    ) a
),
of_one_person AS (
    SELECT DISTINCT c.promise FROM covered c
    JOIN accounts_party h ON h.account_id = c.account_id AND h.role IN {holder_roles}
    WHERE c.accounts > 1
    GROUP BY c.promise, c.accounts, h.customer_id
    HAVING count(DISTINCT c.account_id) = c.accounts
)
SELECT r.*, t.percent AS tolerance_percent, t.amount AS tolerance_amount, t.as_written,
       r.promise IN (SELECT promise FROM covered WHERE accounts > 1)
           AND r.promise NOT IN (SELECT promise FROM of_one_person) AS of_several_people,
       first_value(r.made_on) OVER whole AS first_made_on,
       first_value(r.of_currency) OVER whole AS first_currency,
       first_value(coalesce(t.percent, t.amount)) OVER whole AS first_tolerance,
       first_value(t.percent IS NULL) OVER whole AS first_is_amount,
       first_value(r.grace_days) OVER whole AS first_grace_days,
       first_value(r.amount) OVER instalment AS first_amount,
       max(r.cancelled_on) OVER (PARTITION BY r.promise) AS last_cancelled_on
FROM one r
CROSS JOIN LATERAL (
    SELECT CASE WHEN right(r.tolerance, 1) = '%%' THEN rtrim(r.tolerance, '%%')::numeric END AS percent,
           CASE WHEN right(r.tolerance, 1) <> '%%' THEN r.tolerance::numeric * r.units END AS amount,
           CASE WHEN right(r.tolerance, 1) <> '%%' THEN r.tolerance::numeric END AS as_written
) t
WINDOW whole AS (PARTITION BY r.promise ORDER BY r.line),
       instalment AS (PARTITION BY r.promise, r.account, r.due_on ORDER BY r.line)

-- name: judge_promises
-- A promise is one fact of several rows. Until a close has seen it, rows that come in other files still join
-- it; after that it cannot grow. Only an empty cancelling may still be filled.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN i.id IS NULL AND o.turn = 1 THEN 'loaded'
        WHEN p.cancelled_on IS NULL AND o.cancelled_on IS NOT NULL AND o.turn = 1 THEN 'loaded'
        ELSE 'unchanged'
    END, d.field,
    CASE d.field WHEN 'due_on' THEN 'a close has seen this promise, so it cannot grow'
                 ELSE 'differs from the promise loaded before under this reference' END
FROM taken o
LEFT JOIN accounts_promise p ON p.reference = o.promise
LEFT JOIN accounts_promisedinstalment i
  ON i.promise_id = p.id AND i.account_id = o.account_id AND i.due_on = o.due_on
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN p.made_on <> o.made_on THEN 'made_on'
        WHEN p.id IS NOT NULL AND p.tolerance IS DISTINCT FROM o.tolerance_amount::bigint THEN 'tolerance'
        WHEN p.id IS NOT NULL AND p.tolerance_percent IS DISTINCT FROM o.tolerance_percent THEN 'tolerance'
        WHEN p.id IS NOT NULL AND p.grace_days IS DISTINCT FROM o.grace_days THEN 'grace_days'
        WHEN i.amount <> o.amount THEN 'amount'
        WHEN p.cancelled_on <> o.cancelled_on THEN 'cancelled_on'
        WHEN i.id IS NULL AND p.known_on < %(first_open)s::date THEN 'due_on'
    END AS field
) d

-- name: cancel_promises
UPDATE accounts_promise p SET cancelled_on = o.cancelled_on, cancel_known_on = o.cancel_known_on
FROM (
    SELECT o.promise, o.cancelled_on,
           max(greatest(coalesce(o.cancel_known_on, o.cancelled_on), %(first_open)s::date)) AS cancel_known_on
    FROM taken o
    JOIN verdict v USING (line)
    WHERE v.what = 'loaded' AND o.cancelled_on IS NOT NULL
    GROUP BY o.promise, o.cancelled_on
) o
WHERE p.reference = o.promise AND p.cancelled_on IS NULL

-- name: extend_promises
-- Known when the last of its rows is.
UPDATE accounts_promise p SET known_on = o.known_on
FROM (
    SELECT o.promise, max(greatest(coalesce(o.known_on, o.made_on), %(first_open)s::date)) AS known_on
    FROM taken o
    JOIN verdict v USING (line)
    JOIN accounts_promise p ON p.reference = o.promise
    WHERE v.what = 'loaded' AND NOT EXISTS (
        SELECT FROM accounts_promisedinstalment i
        WHERE i.promise_id = p.id AND i.account_id = o.account_id AND i.due_on = o.due_on
    )
    GROUP BY o.promise
) o
WHERE p.reference = o.promise AND p.known_on < o.known_on

-- name: add_promises
INSERT INTO accounts_promise (reference, made_on, tolerance, tolerance_percent, grace_days, known_on,
                              cancelled_on, cancel_known_on, cancel_reason, cancelled_by, taken_by, approved_by)
SELECT o.promise, o.made_on, o.tolerance_amount::bigint, o.tolerance_percent, o.grace_days,
       max(greatest(coalesce(o.known_on, o.made_on), %(first_open)s::date)), max(o.cancelled_on),
       max(greatest(coalesce(o.cancel_known_on, o.cancelled_on), %(first_open)s::date))
           FILTER (WHERE o.cancelled_on IS NOT NULL), '', '', '', ''
FROM taken o
JOIN verdict v USING (line)
WHERE v.what = 'loaded'
GROUP BY o.promise, o.made_on, o.tolerance_amount, o.tolerance_percent, o.grace_days
ON CONFLICT (reference) DO NOTHING

-- name: add_promised_accounts
INSERT INTO accounts_promisedaccount (promise_id, account_id)
SELECT DISTINCT p.id, o.account_id
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_promise p ON p.reference = o.promise
WHERE v.what = 'loaded'
ON CONFLICT (promise_id, account_id) DO NOTHING

-- name: add_instalments
INSERT INTO accounts_promisedinstalment (promise_id, account_id, due_on, grace_ends_on, amount)
SELECT p.id, o.account_id, o.due_on, g.ends_on, o.amount
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_promise p ON p.reference = o.promise
JOIN instalment_grace g ON g.jurisdiction = o.jurisdiction AND g.due_on = o.due_on
 AND coalesce(g.grace_days, -1) = coalesce(o.grace_days, -1)
WHERE v.what = 'loaded'
ON CONFLICT (promise_id, account_id, due_on) DO NOTHING
