-- name: judge_statements
-- Of two differing versions the one that became known later corrects the other: by our day or, within one
-- day, by the issuer's; at once they conflict. What was loaded before changes nothing, whatever came since.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, w.what, d.field, 'differs from the statement loaded before; a correction needs a later known_on'
FROM (
    SELECT t.*, coalesce(sent_on, statement_date) AS sent, coalesce(known_on, statement_date) AS stated,
           greatest(coalesce(known_on, statement_date), %(first_open)s::date) AS known
    FROM taken t WHERE turn = %(turn)s
) o
LEFT JOIN LATERAL (
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.account_id = o.account_id AND c.statement_date = o.statement_date
    ORDER BY c.known_on DESC, c.stated_known_on DESC
    LIMIT 1
) n ON true
LEFT JOIN LATERAL (
    SELECT coalesce(bool_or(c.same), false) AS ever,
           coalesce(bool_or(c.same AND c.stated_known_on = o.stated), false) AS as_stated,
           coalesce(bool_or(c.known_on = o.known AND c.stated_known_on = o.stated), false) AS at_once
    FROM (
        SELECT c.*, (c.due_date, c.balance, c.minimum_due, c.past_due, c.sent_on,
                     c.principal, c.interest, c.fees)
               IS NOT DISTINCT FROM (o.due_date, o.statement_balance, o.minimum_due, o.past_due, o.sent,
                                     o.principal, o.interest, o.fees) AS same
        FROM accounts_billingcycle c
        WHERE n.id IS NOT NULL AND c.account_id = o.account_id AND c.statement_date = o.statement_date
    ) c
) same ON true
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN n.due_date <> o.due_date THEN 'due_date'
        WHEN n.balance <> o.statement_balance THEN 'statement_balance'
        WHEN n.minimum_due <> o.minimum_due THEN 'minimum_due'
        WHEN n.past_due <> o.past_due THEN 'past_due'
        WHEN n.sent_on <> o.sent THEN 'sent_on'
        WHEN n.principal IS DISTINCT FROM o.principal THEN 'principal'
        WHEN n.interest IS DISTINCT FROM o.interest THEN 'interest'
        WHEN n.fees IS DISTINCT FROM o.fees THEN 'fees'
    END AS field
) d
CROSS JOIN LATERAL (
    SELECT (o.known, o.stated) > (n.known_on, n.stated_known_on) AS later
) l
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN n.id IS NULL THEN 'loaded'
        WHEN d.field IS NULL OR same.as_stated THEN 'unchanged'
        WHEN o.known_on IS NOT NULL AND l.later THEN 'loaded'
        WHEN same.ever THEN 'unchanged'
        WHEN same.at_once THEN 'conflicting'
        ELSE 'loaded'
    END AS what
) w

-- name: add_statements
INSERT INTO accounts_billingcycle (account_id, product_id, statement_date, due_date, balance, minimum_due,
                                   past_due, sent_on, principal, interest, fees, known_on, stated_known_on)
SELECT account_id, product_id, statement_date, due_date, statement_balance, minimum_due, past_due,
       coalesce(sent_on, statement_date), principal, interest, fees,
       greatest(coalesce(known_on, statement_date), %(first_open)s::date), coalesce(known_on, statement_date)
FROM taken
JOIN verdict USING (line)
WHERE turn = %(turn)s AND what = 'loaded'
