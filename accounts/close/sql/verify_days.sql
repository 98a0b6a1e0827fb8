-- Business dates follow one another, and each day's tallies are the sum of the changes up to it.
WITH closed AS (
    SELECT day, lag(day) OVER (ORDER BY day) AS day_before FROM accounts_businessday WHERE closed_at IS NOT NULL
),
counted AS (
    SELECT d.day, p.id AS product, p.code, s.stage, coalesce(c.entered, 0) AS entered,
           coalesce(c.moved_in, 0) AS moved_in, coalesce(c.moved_out, 0) AS moved_out,
           coalesce(c.departed, 0) AS departed
    FROM closed d
    CROSS JOIN accounts_product p
    CROSS JOIN unnest(%(stages)s) AS s (stage)
    LEFT JOIN (
        SELECT c."on", a.product_id, e.stage,
               count(*) FILTER (WHERE e.stage = c.to_stage AND c.from_stage = '') AS entered,
               count(*) FILTER (WHERE e.stage = c.to_stage AND c.from_stage <> '') AS moved_in,
               count(*) FILTER (WHERE e.stage = c.from_stage AND c.to_stage <> '') AS moved_out,
               count(*) FILTER (WHERE e.stage = c.from_stage AND c.to_stage = '') AS departed
        FROM accounts_stagechange c
        JOIN accounts_account a ON a.id = c.account_id
        CROSS JOIN LATERAL (VALUES (c.from_stage), (c.to_stage)) AS e (stage)
        GROUP BY c."on", a.product_id, e.stage
    ) c ON c."on" = d.day AND c.product_id = p.id AND c.stage = s.stage
),
summed AS (
    SELECT *, sum(entered + moved_in - moved_out - departed)
                  OVER (PARTITION BY product, stage ORDER BY day) AS closing
    FROM counted
),
-- On the last day the stages and amounts of the open spans themselves are added up.
stood AS (
    SELECT a.product_id, s.stage, count(*) AS accounts, sum(coalesce(c.balance, 0)) AS balance,
           sum(s.past_due) AS past_due
    FROM accounts_stagespan s
    JOIN accounts_account a ON a.id = s.account_id
    LEFT JOIN LATERAL (
        SELECT c.balance FROM accounts_billingcycle c
        WHERE c.account_id = a.id AND c.statement_date <= %(last)s AND c.known_on <= %(last)s
        ORDER BY c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
        LIMIT 1
    ) c ON true
    WHERE s.ends_before IS NULL
    GROUP BY a.product_id, s.stage
)
SELECT '', day, 'business dates are missing between ' || day_before || ' and this day' FROM closed
WHERE day <> day_before + 1
UNION ALL
SELECT '', s.day, 'the tally of ' || s.stage || ' in ' || s.code || ' differs from the stage changes'
FROM summed s
LEFT JOIN accounts_daytally t ON t.day_id = s.day AND t.product_id = s.product AND t.stage = s.stage
WHERE (s.entered, s.moved_in, s.moved_out, s.departed, s.closing) IS DISTINCT FROM
      (coalesce(t.entered, 0), coalesce(t.moved_in, 0), coalesce(t.moved_out, 0), coalesce(t.departed, 0),
       coalesce(t.closing, 0))
UNION ALL
SELECT '', t.day_id, 'the tally of ' || t.stage || ' in ' || p.code || ' differs from the open spans'
FROM accounts_daytally t
JOIN accounts_product p ON p.id = t.product_id
LEFT JOIN stood s ON s.product_id = t.product_id AND s.stage = t.stage
WHERE t.day_id = %(last)s AND (t.closing, t.balance, t.past_due)
      <> (coalesce(s.accounts, 0), coalesce(s.balance, 0), coalesce(s.past_due, 0))
UNION ALL
SELECT '', c."on", 'stage changes stand on a day that is not closed' FROM accounts_stagechange c
WHERE NOT EXISTS (SELECT FROM closed d WHERE d.day = c."on")
GROUP BY c."on"
