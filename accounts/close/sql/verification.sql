-- Every invariant of the book, as (account, day, problem) for each that does not hold.

-- name: verify_days
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
-- The spans themselves, day by day: what begins on it less what ended. A statement's balance stands from the day on
-- which it is known until a newer one is.
statement AS MATERIALIZED (
    SELECT account_id, balance, greatest(statement_date, known_on) AS since,
           min(greatest(statement_date, known_on)) OVER (
               PARTITION BY account_id ORDER BY statement_date, known_on, stated_known_on
               ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING
           ) AS until
    FROM accounts_billingcycle
),
moved AS (
    SELECT a.product_id, s.stage, e.day, sum(e.sign) AS accounts, 0 AS balance, sum(e.sign * s.past_due) AS past_due
    FROM accounts_stagespan s
    JOIN accounts_account a ON a.id = s.account_id
    CROSS JOIN LATERAL (VALUES (1, s.starts_on), (-1, s.ends_before)) AS e (sign, day)
    WHERE e.day IS NOT NULL
    GROUP BY a.product_id, s.stage, e.day
    UNION ALL
    SELECT a.product_id, s.stage, e.day, 0, sum(e.sign * c.balance), 0
    FROM accounts_stagespan s
    JOIN accounts_account a ON a.id = s.account_id
    JOIN statement c ON c.account_id = s.account_id
     AND greatest(c.since, s.starts_on) < least(coalesce(c.until, 'infinity'), coalesce(s.ends_before, 'infinity'))
    CROSS JOIN LATERAL (
        VALUES (1, greatest(c.since, s.starts_on)), (-1, nullif(least(c.until, s.ends_before), 'infinity'))
    ) AS e (sign, day)
    WHERE e.day IS NOT NULL
    GROUP BY a.product_id, s.stage, e.day
),
stood AS (
    SELECT d.day, p.id AS product_id, s.stage, sum(m.accounts) OVER so_far AS accounts,
           sum(m.balance) OVER so_far AS balance, sum(m.past_due) OVER so_far AS past_due
    FROM closed d
    CROSS JOIN accounts_product p
    CROSS JOIN unnest(%(stages)s) AS s (stage)
    LEFT JOIN (
        SELECT product_id, stage, day, sum(accounts) AS accounts, sum(balance) AS balance, sum(past_due) AS past_due
        FROM moved
        GROUP BY product_id, stage, day
    ) m ON m.day = d.day AND m.product_id = p.id AND m.stage = s.stage
    WINDOW so_far AS (PARTITION BY p.id, s.stage ORDER BY d.day)
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
SELECT '', t.day_id, 'the tally of ' || t.stage || ' in ' || p.code || ' differs from the spans'
FROM accounts_daytally t
JOIN accounts_product p ON p.id = t.product_id
LEFT JOIN stood s ON s.day = t.day_id AND s.product_id = t.product_id AND s.stage = t.stage
WHERE (t.opening + t.entered + t.moved_in - t.moved_out - t.departed, t.balance, t.past_due)
      <> (coalesce(s.accounts, 0), coalesce(s.balance, 0), coalesce(s.past_due, 0))
UNION ALL
SELECT '', c."on", 'stage changes stand on a day that is not closed' FROM accounts_stagechange c
WHERE NOT EXISTS (SELECT FROM closed d WHERE d.day = c."on")
GROUP BY c."on"

-- name: verify_spans
-- Of some accounts. Spans say what the closes wrote, changes say how it came about; each is held against the other.
WITH span AS MATERIALIZED (
    SELECT s.*, lag(s.stage) OVER life AS stage_before, lag(s.ends_before) OVER life AS before_ended,
           lead(s.starts_on) OVER life AS next_starts
    FROM accounts_stagespan s
    WHERE s.account_id = ANY(%(ids)s)
    WINDOW life AS (PARTITION BY s.account_id ORDER BY s.starts_on)
),
expected AS (
    SELECT account_id, starts_on AS "on",
           CASE WHEN before_ended = starts_on THEN stage_before ELSE '' END AS from_stage, stage AS to_stage
    FROM span
    UNION ALL
    SELECT account_id, ends_before, stage, '' FROM span
    WHERE ends_before IS NOT NULL AND next_starts IS DISTINCT FROM ends_before
),
change AS (
    SELECT account_id, "on", from_stage, to_stage FROM accounts_stagechange WHERE account_id = ANY(%(ids)s)
),
run AS (
    SELECT account_id, starts_on, stage, stage_since,
           max(starts_on) FILTER (WHERE stage IS DISTINCT FROM stage_before OR before_ended <> starts_on)
               OVER (PARTITION BY account_id ORDER BY starts_on) AS began,
           min(stage) OVER so_far <> max(stage) OVER so_far AS had_another
    FROM span
    WINDOW so_far AS (PARTITION BY account_id ORDER BY starts_on)
)
SELECT account_id, starts_on, 'its spans overlap' FROM span WHERE before_ended > starts_on
UNION ALL
SELECT account_id, next_starts, 'an open span is followed by another' FROM span
WHERE ends_before IS NULL AND next_starts IS NOT NULL
UNION ALL
SELECT account_id, "on", 'its spans move from ' || coalesce(nullif(from_stage, ''), 'outside the book') || ' to '
       || coalesce(nullif(to_stage, ''), 'outside the book') || ', but no stage change says so'
FROM (SELECT * FROM expected WHERE from_stage <> to_stage EXCEPT SELECT * FROM change) unsaid
UNION ALL
SELECT account_id, "on", 'a stage change says ' || coalesce(nullif(from_stage, ''), 'outside the book') || ' to '
       || coalesce(nullif(to_stage, ''), 'outside the book') || ', but its spans do not'
FROM (SELECT * FROM change EXCEPT SELECT * FROM expected) unfounded
UNION ALL
SELECT account_id, starts_on, 'its stage is said to last since ' || coalesce(stage_since::text, 'ever')
FROM run WHERE stage_since IS DISTINCT FROM CASE WHEN had_another THEN began END

-- name: request_standings_of_spans
-- The first and the last closed day of every span, and the day on which an account is in no span any more.
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT DISTINCT e.account_id, a.product_id, e.day, e.day, e.day + 1
FROM accounts_stagespan s
JOIN accounts_account a ON a.id = s.account_id
CROSS JOIN LATERAL (VALUES (s.account_id, s.starts_on),
                           (s.account_id, least(s.ends_before - 1, %(last_day)s))) AS e (account_id, day)
WHERE s.account_id = ANY(%(ids)s)

-- name: verify_written
SELECT a.reference, w.day, 'the close wrote ' || s.stage || ' with ' || s.past_due
       || ' past due (minor units); the rule says ' || w.stage || ' with ' || w.past_due
FROM standing_result w
JOIN accounts_account a ON a.id = w.account_id
JOIN accounts_stagespan s ON s.account_id = w.account_id AND s.starts_on <= w.day
 AND (s.ends_before IS NULL OR s.ends_before > w.day)
WHERE w.problem IS NULL
  AND (s.stage, s.past_due, s.statements_missed, s.oldest_missed_statement, s.oldest_missed_due)
      IS DISTINCT FROM
      (w.stage, w.past_due, w.statements_missed, w.oldest_missed_statement, w.oldest_missed_due)

-- name: verify_members
SELECT b.reference, %(day)s::date,
       CASE WHEN s.id IS NULL THEN 'is in the book, but has no open span'
            ELSE 'has an open span, but is not in the book' END
FROM (SELECT a.id, a.reference, {in_book} AS in_book
      FROM accounts_account a WHERE a.id = ANY(%(ids)s)) b
LEFT JOIN accounts_stagespan s ON s.account_id = b.id AND s.ends_before IS NULL
WHERE b.in_book <> (s.id IS NOT NULL)
  AND NOT EXISTS (SELECT FROM accounts_setaside x WHERE x.account_id = b.id)
