-- How accounts went from one closed day to another, read from what the closes wrote, or restatements found.

-- part: before_known
(
    SELECT s.account_id, s.stage FROM accounts_stagespan s
    WHERE s.starts_on <= %(start)s AND (s.ends_before IS NULL OR s.ends_before > %(start)s)
)

-- part: after_known
(
    SELECT s.account_id, s.stage FROM accounts_stagespan s
    WHERE s.starts_on <= %(end)s AND (s.ends_before IS NULL OR s.ends_before > %(end)s)
)

-- part: before_restated
(
    SELECT account_id, coalesce(r.stage, s.stage) AS stage
    FROM {before_known} s
    FULL JOIN (
        SELECT account_id, stage FROM accounts_restatedaccount WHERE restatement_id = %(restated_start)s
    ) r USING (account_id)
    WHERE coalesce(r.stage, s.stage) <> ''
)

-- part: after_restated
(
    SELECT account_id, coalesce(r.stage, s.stage) AS stage
    FROM {after_known} s
    FULL JOIN (
        SELECT account_id, stage FROM accounts_restatedaccount WHERE restatement_id = %(restated_end)s
    ) r USING (account_id)
    WHERE coalesce(r.stage, s.stage) <> ''
)

-- part: with_a_statement_due
-- Accounts with a statement that asks something and whose last day of grace passed between the days.
(
    WITH last_day AS MATERIALIZED (
        -- the due dates, before they roll, whose last day of grace that is: few, however many statements there are
        SELECT n.id, u.due
        FROM {policies_by_statement_date} n
        CROSS JOIN LATERAL generate_series(%(start)s::date - n.grace_days - 31, %(end)s, interval '1 day') AS g (day)
        CROSS JOIN LATERAL (SELECT g.day::date AS due) u
        WHERE CASE WHEN n.rolls THEN {rolled_due_date} ELSE u.due END + n.grace_days + 1
              BETWEEN %(start)s::date + 1 AND %(end)s
    )
    SELECT DISTINCT c.account_id
    FROM accounts_billingcycle c
    JOIN {policies_by_statement_date} n
      ON n.product_id = c.product_id AND c.statement_date >= n.effective_from
     AND (n.effective_before IS NULL OR c.statement_date < n.effective_before)
    JOIN last_day d ON d.id = n.id AND d.due = greatest(c.due_date, c.sent_on + n.least_days)
    WHERE c.statement_date BETWEEN %(start)s::date - 150 AND %(end)s AND c.known_on <= %(horizon)s
      AND c.minimum_due > c.past_due
      AND NOT EXISTS (
          SELECT FROM accounts_billingcycle later
          WHERE later.account_id = c.account_id AND later.statement_date = c.statement_date
            AND later.statement_date BETWEEN %(start)s::date - 150 AND %(end)s AND later.known_on <= %(horizon)s
            AND (later.known_on, later.stated_known_on) > (c.known_on, c.stated_known_on)
      )
)

-- part: policies_by_statement_date
-- Policies as known, each with the statement dates for which it is in force.
(
    SELECT y.*, lead(effective_from) OVER (PARTITION BY product_id ORDER BY effective_from) AS effective_before
    FROM (
        SELECT DISTINCT ON (product_id, effective_from) id, product_id, effective_from, grace_days::int AS grace_days,
               least_days, rolls, %(horizon)s::date AS horizon
        FROM accounts_policy
        WHERE known_on <= %(horizon)s
        ORDER BY product_id, effective_from, known_on DESC
    ) y
)

-- part: whoever_was_current
-- Where only those are asked for that were not: nobody need have had a statement to pay.
(SELECT NULL::bigint AS account_id WHERE false)

-- part: crossed
-- with: before = before_known | before_restated
-- with: after = after_known | after_restated
-- with: due = with_a_statement_due | whoever_was_current
-- Every account of either day, with its stage on both, and how it came to be: whether a current one had a
-- statement to pay between the days, and what made one current that was not.
(
    SELECT x.account_id, coalesce(x.from_stage, 'NEW') AS from_stage, coalesce(x.to_stage, 'EXIT') AS to_stage,
           CASE WHEN x.from_stage = 'CURRENT' THEN CASE WHEN d.account_id IS NULL THEN '' ELSE 'due' END
                WHEN x.to_stage IS DISTINCT FROM 'CURRENT' OR x.from_stage IS NULL THEN ''
                WHEN r.account_id IS NOT NULL THEN 're-age'
                WHEN l.account_id IS NOT NULL THEN 'plan'
                ELSE 'money' END AS how
    FROM (
        SELECT account_id, b.stage AS from_stage, t.stage AS to_stage
        FROM {before} b
        FULL JOIN {after} t USING (account_id)
    ) x
    LEFT JOIN {due} d USING (account_id)
    LEFT JOIN (
        SELECT DISTINCT account_id FROM accounts_reage
        WHERE "on" > %(start)s AND "on" <= %(end)s AND known_on <= %(horizon)s
          AND (withdraw_known_on <= %(horizon)s) IS NOT TRUE
    ) r USING (account_id)
    LEFT JOIN (
        SELECT DISTINCT account_id FROM accounts_plan
        WHERE agreed_on <= %(end)s AND known_on <= %(horizon)s
          AND (ended_on <= %(start)s AND end_known_on <= %(horizon)s) IS NOT TRUE
    ) l USING (account_id)
)

-- part: balances_of_the_month_before
-- What the newest statements of the month to the first day said, read in one pass: nearly every account has one.
(
    SELECT DISTINCT ON (c.account_id) c.account_id, c.balance FROM accounts_billingcycle c
    WHERE c.statement_date BETWEEN %(start)s::date - 30 AND %(start)s AND c.known_on <= %(first_horizon)s
    ORDER BY c.account_id, {newest_statement_first}
)

-- name: flow_cells
SELECT p.code AS product, p.jurisdiction, p.currency, x.from_stage, x.to_stage, x.how, count(*) AS accounts,
       coalesce(sum(coalesce(m.balance, b.balance)) FILTER (WHERE x.from_stage <> 'NEW'), 0)::numeric AS balance
FROM {crossed} x
JOIN accounts_account a ON a.id = x.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN {balances_of_the_month_before} m ON m.account_id = x.account_id
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE m.account_id IS NULL AND c.account_id = x.account_id
      AND c.statement_date < %(start)s::date - 30 AND c.known_on <= %(first_horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
) b ON true
GROUP BY 1, 2, 3, 4, 5, 6

-- name: flow_accounts
-- The accounts behind such cells, a page of them by account. What is not asked for is null.
SELECT a.id, a.reference, p.code AS product, p.currency, a.branch, x.from_stage, x.to_stage, x.how,
       CASE WHEN x.from_stage = 'NEW' THEN 0 ELSE coalesce(b.balance, 0) END AS balance
FROM {crossed} x
JOIN accounts_account a ON a.id = x.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = x.account_id AND c.statement_date <= %(start)s AND c.known_on <= %(first_horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
) b ON true
WHERE a.id > %(after_account)s
  AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
  AND (%(product)s::text IS NULL OR p.code = %(product)s)
  AND (%(from_stages)s::text[] IS NULL OR x.from_stage = ANY(%(from_stages)s))
  AND (%(to_stages)s::text[] IS NULL OR x.to_stage = ANY(%(to_stages)s))
  AND (%(hows)s::text[] IS NULL OR x.how = ANY(%(hows)s))
ORDER BY a.id
LIMIT %(size)s

-- name: counted_cells
-- with: counted = straight_rollers | cures_since | reached_by_cohort
-- Accounts by what became of them, and their balance on the day by which each is weighed.
SELECT p.code AS product, p.jurisdiction, p.currency, k.what, count(*) AS accounts,
       coalesce(sum(b.balance), 0)::numeric AS balance
FROM {counted} k
JOIN accounts_account a ON a.id = k.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN {balance_weighed} b ON true
GROUP BY 1, 2, 3, 4

-- name: counted_accounts
-- with: counted = straight_rollers | cures_since | reached_by_cohort
-- The accounts behind such cells, a page of them by account. What is not asked for is null.
SELECT a.id, a.reference, p.code AS product, p.currency, a.branch, k.what, coalesce(b.balance, 0) AS balance
FROM {counted} k
JOIN accounts_account a ON a.id = k.account_id
JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN {balance_weighed} b ON true
WHERE a.id > %(after_account)s AND k.what = ANY(%(what)s)
  AND (%(currency)s::text IS NULL OR p.currency = %(currency)s)
  AND (%(product)s::text IS NULL OR p.code = %(product)s)
ORDER BY a.id
LIMIT %(size)s

-- part: balance_weighed
LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = k.account_id AND c.statement_date <= k.weighed_on AND c.known_on <= %(horizon)s
    ORDER BY {newest_statement_first}
    LIMIT 1
)

-- part: cures_since
-- Of those that became current between the days, who stayed so at every close through a later day.
(
    SELECT x.account_id, %(end)s::date AS weighed_on,
           x.how || '.' || CASE
               WHEN EXISTS (
                   SELECT FROM accounts_stagespan s
                   WHERE s.account_id = x.account_id AND s.stage <> 'CURRENT' AND s.starts_on <= %(through)s
                     AND (s.ends_before IS NULL OR s.ends_before > %(end)s::date + 1)
               ) THEN 'past-due'
               WHEN NOT EXISTS (
                   SELECT FROM accounts_stagespan s
                   WHERE s.account_id = x.account_id AND s.starts_on <= %(through)s
                     AND (s.ends_before IS NULL OR s.ends_before > %(through)s)
               ) THEN 'left'
               ELSE 'stayed'
           END AS what
    FROM {crossed} x
    WHERE x.to_stage = 'CURRENT' AND x.from_stage NOT IN ('NEW', 'CURRENT')
)

-- part: straight_rollers
-- Of those that reached M3 between the days, who paid nothing since the first due date that they missed, and
-- never moved back a stage.
(
    SELECT t.account_id, %(end)s::date AS weighed_on,
           CASE WHEN NOT w.paid AND NOT w.back THEN 'straight' ELSE 'other' END AS what
    FROM accounts_stagespan t
    LEFT JOIN accounts_stagespan f
      ON f.account_id = t.account_id AND f.starts_on <= %(start)s
     AND (f.ends_before IS NULL OR f.ends_before > %(start)s)
    CROSS JOIN LATERAL (
        SELECT EXISTS (
                   SELECT FROM accounts_payment m
                   WHERE m.account_id = t.account_id AND m.posted_on > t.oldest_missed_due AND m.posted_on <= %(end)s
                     AND m.known_on <= %(end)s
                     AND (m.returned_on <= %(end)s AND m.return_known_on <= %(end)s) IS NOT TRUE
               ) AS paid,
               EXISTS (
                   SELECT FROM accounts_stagechange g
                   WHERE g.account_id = t.account_id AND g."on" > t.oldest_missed_due AND g."on" <= %(end)s
                     AND g.to_stage < g.from_stage
               ) AS back
    ) w
    WHERE t.stage = 'M3' AND t.starts_on <= %(end)s AND (t.ends_before IS NULL OR t.ends_before > %(end)s)
      AND f.stage IS DISTINCT FROM 'M3'
)

-- part: reached_by_cohort
-- with: cohort = by_opening | by_first_lateness
-- By cohort, of those of a month and later, in which month after its own each account reached M2 first.
(
    SELECT k.account_id, k.weighed_on,
           to_char(k.month, 'YYYY-MM') || '.' || coalesce(
               (extract(year FROM age(w.reached, k.month)) * 12 + extract(month FROM age(w.reached, k.month)))::text,
               'never'
           ) AS what
    FROM {cohort} k
    LEFT JOIN LATERAL (
        SELECT date_trunc('month', min(s.starts_on))::date AS reached FROM accounts_stagespan s
        WHERE s.account_id = k.account_id AND s.stage IN ('M2', 'M3') AND s.starts_on <= %(end)s
    ) w ON true
    WHERE k.month >= %(start)s
)

-- part: by_opening
-- Accounts that were opened while the book was being closed: of earlier ones the first months are not known. They
-- are weighed by their first statement: in the month itself most have none.
(
    SELECT a.id AS account_id, date_trunc('month', a.opened_on)::date AS month, (
               SELECT min(c.statement_date) FROM accounts_billingcycle c
               WHERE c.account_id = a.id AND c.statement_date <= %(end)s AND c.known_on <= %(horizon)s
           ) AS weighed_on
    FROM accounts_account a
    WHERE a.opened_on <= %(end)s
      AND EXISTS (SELECT FROM accounts_stagespan s WHERE s.account_id = a.id AND s.starts_on <= %(end)s)
)

-- part: by_first_lateness
(
    SELECT s.account_id, date_trunc('month', min(s.starts_on))::date AS month,
           (date_trunc('month', min(s.starts_on)) + interval '1 month')::date - 1 AS weighed_on
    FROM accounts_stagespan s
    WHERE s.stage <> 'CURRENT' AND s.starts_on <= %(end)s
    GROUP BY s.account_id
)
