-- name: match_plans
-- A plan is its rows: the first says what the others must say too.
SELECT r.*, t.percent AS tolerance_percent, t.amount AS tolerance_amount, t.as_written,
       r.statement IS NOT NULL AND r.statement_id IS NULL AS unknown_statement,
       r.statement_id IS NOT NULL AND NOT EXISTS (
           SELECT FROM accounts_party h WHERE h.account_id = r.account_id AND h.customer_id = r.made_by
       ) AS of_somebody_else,
       first_value(r.account) OVER whole AS first_account,
       first_value(r.agreed_on) OVER whole AS first_agreed_on,
       first_value(r.option) OVER whole AS first_option,
       first_value(r.statement) OVER whole AS first_statement,
       first_value(coalesce(t.percent, t.amount)) OVER whole AS first_tolerance,
       first_value(t.percent IS NULL) OVER whole AS first_is_amount,
       first_value(r.grace_days) OVER whole AS first_grace_days,
       first_value(r.cure_days) OVER whole AS first_cure_days,
       first_value(r.amount) OVER instalment AS first_amount,
       max(r.ended_on) OVER (PARTITION BY r.plan) AS last_ended_on,
       max(r.end_reason) OVER (PARTITION BY r.plan) AS last_end_reason
FROM (
    SELECT i.*, a.id AS account_id, p.jurisdiction, p.currency AS of_currency, c.places, c.units,
           s.id AS statement_id, s.customer_id AS made_by
    FROM incoming i
    LEFT JOIN accounts_account a ON a.reference = i.account
    LEFT JOIN accounts_product p ON p.id = a.product_id
    LEFT JOIN currency_places c ON c.code = p.currency
    LEFT JOIN accounts_affordabilitystatement s ON s.reference = i.statement
) r
CROSS JOIN LATERAL (
    SELECT CASE WHEN right(r.tolerance, 1) = '%%' THEN rtrim(r.tolerance, '%%')::numeric END AS percent,
           CASE WHEN right(r.tolerance, 1) <> '%%' THEN r.tolerance::numeric * r.units END AS amount,
           CASE WHEN right(r.tolerance, 1) <> '%%' THEN r.tolerance::numeric END AS as_written
) t
WINDOW whole AS (PARTITION BY r.plan ORDER BY r.line),
       instalment AS (PARTITION BY r.plan, r.due_on ORDER BY r.line)

-- name: judge_plans
-- A plan is one fact of several rows, and at once a hold on its account. Until a close has seen it, rows that come
-- in other files still join it; after that it cannot grow. Only an empty end may still be filled.
INSERT INTO verdict (line, what, field, reason)
SELECT o.line, CASE
        WHEN d.field IS NOT NULL THEN 'conflicting'
        WHEN i.id IS NULL AND o.turn = 1 THEN 'loaded'
        WHEN p.ended_on IS NULL AND o.ended_on IS NOT NULL AND o.turn = 1 THEN 'loaded'
        ELSE 'unchanged'
    END, d.field,
    CASE d.field WHEN 'due_on' THEN 'a close has seen this plan, so it cannot grow'
                 ELSE 'differs from the plan loaded before under this reference' END
FROM taken o
JOIN plan_grace g ON g.jurisdiction = o.jurisdiction AND g.due_on = o.due_on
 AND g.grace_days IS NOT DISTINCT FROM o.grace_days
LEFT JOIN accounts_plan p ON p.reference = o.plan
LEFT JOIN accounts_planinstalment i ON i.plan_id = p.id AND i.due_on = o.due_on
CROSS JOIN LATERAL (
    SELECT CASE
        WHEN p.account_id <> o.account_id THEN 'account'
        WHEN p.agreed_on <> o.agreed_on THEN 'agreed_on'
        WHEN p.option <> coalesce(o.option, '') THEN 'option'
        WHEN p.id IS NOT NULL AND p.statement_id IS DISTINCT FROM o.statement_id THEN 'statement'
        WHEN p.id IS NOT NULL AND p.tolerance IS DISTINCT FROM o.tolerance_amount::bigint THEN 'tolerance'
        WHEN p.id IS NOT NULL AND p.tolerance_percent IS DISTINCT FROM o.tolerance_percent THEN 'tolerance'
        WHEN p.id IS NOT NULL AND p.grace_days IS DISTINCT FROM o.grace_days THEN 'grace_days'
        WHEN p.cure_days <> coalesce(o.cure_days, g.cure_days) THEN 'cure_days'
        WHEN i.amount <> o.amount THEN 'amount'
        WHEN p.ended_on <> o.ended_on THEN 'ended_on'
        WHEN p.ended_on IS NOT NULL AND p.end_reason <> o.end_reason THEN 'end_reason'
        WHEN i.id IS NULL AND p.known_on < %(first_open)s::date THEN 'due_on'
    END AS field
) d

-- name: end_plans
UPDATE accounts_plan p
SET ended_on = o.ended_on, end_known_on = o.end_known_on, end_reason = o.end_reason
FROM (
    SELECT o.plan, o.ended_on, max(coalesce(o.end_reason, '')) AS end_reason,
           max(greatest(coalesce(o.end_known_on, o.ended_on), %(first_open)s::date)) AS end_known_on
    FROM taken o
    JOIN verdict v USING (line)
    WHERE v.what = 'loaded' AND o.ended_on IS NOT NULL
    GROUP BY o.plan, o.ended_on
) o
WHERE p.reference = o.plan AND p.ended_on IS NULL

-- name: extend_plans
-- Known when the last of its rows is.
UPDATE accounts_plan p SET known_on = o.known_on
FROM (
    SELECT o.plan, max(greatest(coalesce(o.known_on, o.agreed_on), %(first_open)s::date)) AS known_on
    FROM taken o
    JOIN verdict v USING (line)
    JOIN accounts_plan p ON p.reference = o.plan
    WHERE v.what = 'loaded' AND NOT EXISTS (
        SELECT FROM accounts_planinstalment i WHERE i.plan_id = p.id AND i.due_on = o.due_on
    )
    GROUP BY o.plan
) o
WHERE p.reference = o.plan AND p.known_on < o.known_on

-- name: add_plan_holds
INSERT INTO accounts_hold (reference, account_id, kind, starts_on, channel, known_on, reason)
SELECT DISTINCT 'plan-' || md5(o.plan), o.account_id, 'hardship-plan', o.agreed_on, '', o.agreed_on, ''
FROM taken o
JOIN verdict v USING (line)
WHERE v.what = 'loaded'
ON CONFLICT (reference) DO NOTHING

-- name: add_plans
INSERT INTO accounts_plan (reference, account_id, hold_id, agreed_on, option, statement_id, tolerance,
                           tolerance_percent, grace_days, cure_days, known_on, ended_on, end_reason, end_known_on,
                           ended_by, end_note, agreed_by)
SELECT o.plan, o.account_id, h.id, o.agreed_on, coalesce(o.option, ''), o.statement_id,
       o.tolerance_amount::bigint, o.tolerance_percent, o.grace_days, coalesce(o.cure_days, g.cure_days),
       max(greatest(coalesce(o.known_on, o.agreed_on), %(first_open)s::date)), max(o.ended_on),
       max(coalesce(o.end_reason, '')),
       max(greatest(coalesce(o.end_known_on, o.ended_on), %(first_open)s::date))
           FILTER (WHERE o.ended_on IS NOT NULL),
       '', '', ''
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_hold h ON h.reference = 'plan-' || md5(o.plan)
JOIN plan_grace g ON g.jurisdiction = o.jurisdiction AND g.due_on = o.due_on
 AND g.grace_days IS NOT DISTINCT FROM o.grace_days
WHERE v.what = 'loaded'
GROUP BY o.plan, o.account_id, h.id, o.agreed_on, o.option, o.statement_id, o.tolerance_amount,
         o.tolerance_percent, o.grace_days, o.cure_days, g.cure_days
ON CONFLICT (reference) DO NOTHING

-- name: add_plan_instalments
INSERT INTO accounts_planinstalment (plan_id, due_on, grace_ends_on, amount)
SELECT p.id, o.due_on, g.ends_on, o.amount
FROM taken o
JOIN verdict v USING (line)
JOIN accounts_plan p ON p.reference = o.plan
JOIN plan_grace g ON g.jurisdiction = o.jurisdiction AND g.due_on = o.due_on
 AND g.grace_days IS NOT DISTINCT FROM o.grace_days
WHERE v.what = 'loaded'
ON CONFLICT (plan_id, due_on) DO NOTHING

-- name: update_plan_holds
-- The hold is known when the plan is, and ends as it does.
UPDATE accounts_hold h
SET known_on = p.known_on, ends_on = p.ended_on, end_known_on = p.end_known_on
FROM accounts_plan p
WHERE p.hold_id = h.id AND p.reference IN (SELECT o.plan FROM taken o)
  AND (h.known_on, h.ends_on, h.end_known_on) IS DISTINCT FROM (p.known_on, p.ended_on, p.end_known_on)
