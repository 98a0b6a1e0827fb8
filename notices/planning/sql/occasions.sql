-- Occasions: what the close of a day brought that calls for a notice, as known on the day.

-- name: falling_due
-- Newest statements whose effective due date is some days from a day on, and whose minimum is not paid by then.
-- For products: least days from sending, whether due dates roll, what the greatest of due date and sent + least
-- days must be, and what that makes of it. As known on the day; only those that are worth to be asked of the whole rule.
SELECT c.account_id, c.product_id, c.statement_date, f.type, f.days
FROM unnest(%(products)s::bigint[], %(least_days)s::int[], %(rolls)s::boolean[], %(dues)s::date[], %(types)s::text[],
            %(day_counts)s::int[]) AS f (product_id, least_days, rolls, due, type, days)
CROSS JOIN LATERAL (
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.due_date = f.due AND c.sent_on + f.least_days <= f.due
    UNION ALL
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.sent_on = f.due - f.least_days AND c.due_date < f.due
      AND c.sent_on > c.statement_date
    UNION ALL
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.statement_date = f.due - f.least_days AND c.due_date < f.due
      AND c.sent_on = c.statement_date
) c
CROSS JOIN LATERAL (
    SELECT p.grace_days, p.least_days, p.rolls FROM accounts_policy p
    WHERE p.product_id = c.product_id AND p.effective_from <= c.statement_date AND p.known_on <= %(day)s
    ORDER BY p.effective_from DESC, p.known_on DESC
    LIMIT 1
) y
WHERE c.known_on <= %(day)s AND c.statement_date <= %(day)s AND c.minimum_due > 0 AND y.least_days = f.least_days
  AND y.rolls = f.rolls
  AND (f.type = 'before-due' OR y.grace_days >= f.days)
  AND (%(ids)s::bigint[] IS NULL OR c.account_id = ANY(%(ids)s::bigint[]))
  AND NOT EXISTS (
      SELECT FROM accounts_billingcycle l
      WHERE l.account_id = c.account_id AND l.statement_date <= %(day)s AND l.known_on <= %(day)s
        AND (l.statement_date, l.known_on, l.stated_known_on) > (c.statement_date, c.known_on, c.stated_known_on)
  )
  AND c.minimum_due > (
      SELECT coalesce(sum(p.amount), 0) FROM accounts_payment p
      WHERE p.account_id = c.account_id AND p.posted_on > c.statement_date AND p.value_on <= %(day)s
        AND p.known_on <= %(day)s AND (p.returned_on <= %(day)s AND p.return_known_on <= %(day)s) IS NOT TRUE
  )

-- name: closed_account
-- Closed for good with the day, or closed before and paid with it.
SELECT a.id, e."on"
FROM (
    SELECT account_id FROM accounts_exit
    WHERE reason = 'closed' AND greatest("on", known_on) = %(day)s AND ("on" = %(day)s OR known_on = %(day)s)
    UNION
    SELECT p.account_id FROM accounts_payment p
    JOIN accounts_exit e ON e.account_id = p.account_id AND e.reason = 'closed'
    WHERE p.known_on = %(day)s
) c
JOIN accounts_account a ON a.id = c.account_id
CROSS JOIN LATERAL (
    SELECT e.reason, e."on" FROM accounts_exit e
    WHERE e.account_id = a.id AND e."on" <= %(day)s AND e.known_on <= %(day)s
    ORDER BY e."on" DESC, e.known_on DESC
    LIMIT 1
) e
WHERE e.reason = 'closed' AND (%(ids)s::bigint[] IS NULL OR a.id = ANY(%(ids)s::bigint[]))

-- name: request_standings_of_occasions
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT DISTINCT account_id, product_id, %(day)s::date, %(day)s::date, %(day)s::date + 1 FROM falling_due

-- part: tolerance_of_day
coalesce((
    SELECT y.tolerance FROM accounts_policy y
    WHERE y.product_id = f.product_id AND y.effective_from <= %(day)s AND y.known_on <= %(day)s
    ORDER BY y.effective_from DESC, y.known_on DESC
    LIMIT 1
), 0)

-- name: fallen_due
SELECT f.account_id, f.type, f.days, f.statement_date FROM falling_due f
JOIN standing_result w ON w.account_id = f.account_id
WHERE w.problem IS NULL AND w.stage = 'CURRENT' AND w.unpaid > {tolerance_of_day}

-- name: find_occasions
-- Which occasions the close of a day brought: those of its stage changes and spans, of promises, holds, cases and
-- exits. Into `occasion`: account, kind, what it is about, and the person where the occasion names one. `ids`: only
-- of these accounts. As known on the day.
INSERT INTO occasion (account_id, kind, about, recipient_id)
WITH kind AS MATERIALIZED (SELECT * FROM notice_kind),
began AS MATERIALIZED (
    SELECT s.account_id, %(day)s - s.oldest_missed_due AS days, coalesce(%(day)s - 1 - b.oldest_missed_due, 0) AS days_before,
           s.statements_missed AS missed, coalesce(b.statements_missed, 0) AS missed_before
    FROM (
        SELECT * FROM accounts_stagespan WHERE ends_before IS NULL AND starts_on = %(day)s
        UNION ALL
        SELECT * FROM accounts_stagespan WHERE ends_before > %(day)s AND starts_on = %(day)s
    ) s
    LEFT JOIN LATERAL (
        SELECT * FROM accounts_stagespan b
        WHERE b.account_id = s.account_id AND b.starts_on < %(day)s
        ORDER BY b.starts_on DESC
        LIMIT 1
    ) b ON b.ends_before = %(day)s
    WHERE s.stage <> 'CURRENT'
),
-- Spans that began before, and reach so many days with the day.
aged AS MATERIALIZED (
    SELECT s.account_id, k.threshold
    FROM (SELECT DISTINCT threshold FROM kind WHERE threshold IS NOT NULL) k
    JOIN accounts_stagespan s ON s.oldest_missed_due = %(day)s - k.threshold AND s.starts_on < %(day)s
     AND s.ends_before IS NULL AND s.stage = ANY('{M0,M1,M2,M3}')
    UNION ALL
    SELECT s.account_id, k.threshold
    FROM (SELECT DISTINCT threshold FROM kind WHERE threshold IS NOT NULL) k
    JOIN accounts_stagespan s ON s.oldest_missed_due = %(day)s - k.threshold AND s.starts_on < %(day)s
     AND s.ends_before > %(day)s
),
-- What belongs to a run of past-due days is about the run: its first missed statement.
of_run AS (
    SELECT c.account_id, 'past-due' AS type, k.days AS "number", c."on"
    FROM (SELECT DISTINCT days FROM kind WHERE type = 'past-due') k
    JOIN accounts_stagechange c ON c."on" = %(day)s - k.days AND c.from_stage IN ('', 'CURRENT')
     AND c.to_stage NOT IN ('', 'CURRENT')
    WHERE NOT EXISTS (
        SELECT FROM accounts_stagechange l
        WHERE l.account_id = c.account_id AND l."on" > c."on" AND l."on" <= %(day)s
          AND l.to_stage IN ('', 'CURRENT')
    )
    UNION ALL
    SELECT account_id, 'threshold', threshold, NULL FROM aged
    UNION ALL
    SELECT b.account_id, 'threshold', k.threshold, NULL
    FROM (SELECT DISTINCT threshold FROM kind WHERE threshold IS NOT NULL) k
    JOIN began b ON b.days >= k.threshold AND b.days_before < k.threshold
),
bound AS (  -- holds that began, or were over, with the day
    SELECT h.id, h.reference, h.kind, b.account_id, e.type
    FROM accounts_hold h
    CROSS JOIN LATERAL (
        VALUES (greatest(h.starts_on, h.known_on), 'hold-placed'),
               (CASE WHEN h.end_known_on <= %(day)s THEN greatest(h.ends_on + 1, h.end_known_on)
                     ELSE h.lapses_on + 1 END, 'hold-ended')
    ) AS e (day, type)
    CROSS JOIN LATERAL (
        SELECT v.account_id FROM (VALUES (h.account_id)) AS v (account_id) WHERE v.account_id IS NOT NULL
        UNION
        SELECT p.account_id FROM accounts_party p
        WHERE p.customer_id = h.customer_id AND p.role IN {holder_roles}
          AND p.known_on <= %(day)s
    ) b
    WHERE (h.starts_on = %(day)s OR h.known_on = %(day)s OR h.ends_on = %(day)s - 1 OR h.lapses_on = %(day)s - 1
           OR h.end_known_on = %(day)s)
      AND e.day = %(day)s AND (h.withdraw_known_on <= %(day)s) IS NOT TRUE
),
-- A person is deceased, and somebody stands for the estate: from the later of the two on.
estates AS (
    SELECT DISTINCT p.account_id, h.reference
    FROM accounts_hold h
    JOIN accounts_party d ON d.customer_id = h.customer_id AND d.role IN {holder_roles}
    JOIN accounts_party p ON p.account_id = d.account_id AND p.role IN ('executor', 'trustee')
    WHERE h.kind = 'deceased' AND h.starts_on <= %(day)s AND h.known_on <= %(day)s
      AND (h.withdraw_known_on <= %(day)s) IS NOT TRUE
      AND (coalesce(h.ends_on, h.lapses_on) < %(day)s) IS NOT TRUE
      AND greatest(h.starts_on, h.known_on, p.known_on) = %(day)s AND (p.until < %(day)s) IS NOT TRUE
),
-- The steps of cases do not say when they became known; a week is time enough for a close that comes late.
steps AS (
    SELECT c.account_id, c.customer_id, c.kind, s.id, s.case_id, s.kind AS step, s."on",
           greatest(s."on", (s.at AT TIME ZONE 'UTC')::date) AS known_on
    FROM accounts_casestep s
    JOIN accounts_case c ON c.id = s.case_id
    WHERE s.kind = 'opened' OR s.kind = 'decided' AND c.state = 'decided'
      AND NOT EXISTS (SELECT FROM accounts_casestep l
                      WHERE l.case_id = s.case_id AND l.id > s.id AND l.kind IN ('decided', 'reopened'))
),
-- Signs of difficulty, for which help is offered before anybody asks (rules, section 8). A plan was broken, a second
-- minimum missed, an account moved on to a later stage, which adds help and never pressure, somebody is past due again
-- within half a year, or a payment of somebody who is current came back.
difficulty AS (
    SELECT account_id, 'plan-broken/' || reference AS sign FROM accounts_plan
    WHERE (ended_on = %(day)s OR end_known_on = %(day)s) AND greatest(ended_on, end_known_on) = %(day)s
      AND end_reason = 'broken'
    UNION ALL
    SELECT account_id, 'second-missed/' || to_char(%(day)s::date, 'YYYYMMDD') FROM began
    WHERE missed >= 2 AND missed_before < 2
    UNION ALL
    SELECT account_id, 'later-stage/' || to_char("on", 'YYYYMMDD') FROM accounts_stagechange
    WHERE "on" = %(day)s AND from_stage IN ('M0', 'M1', 'M2') AND to_stage > from_stage
    UNION ALL
    SELECT c.account_id, 'back-again/' || to_char(c."on", 'YYYYMMDD')
    FROM accounts_stagechange c
    WHERE c."on" = %(day)s AND c.from_stage = 'CURRENT' AND c.to_stage NOT IN ('', 'CURRENT') AND EXISTS (
        SELECT FROM accounts_stagechange e
        WHERE e.account_id = c.account_id AND e."on" < c."on" AND e."on" >= c."on" - interval '6 months'
          AND e.from_stage IN ('', 'CURRENT') AND e.to_stage NOT IN ('', 'CURRENT')
    )
    UNION ALL
    SELECT p.account_id, 'payment-returned/' || max(p.reference)
    FROM accounts_payment p
    WHERE p.return_known_on = %(day)s AND p.returned_on > %(day)s - 7 AND p.kind = 'payment' AND NOT EXISTS (
        SELECT FROM accounts_stagespan s
        WHERE s.account_id = p.account_id AND s.starts_on <= %(day)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
          AND s.stage <> 'CURRENT'
    )
    GROUP BY p.account_id
),
happened AS (
    SELECT p.account_id, 'promise-broken' AS type, NULL AS "of", r.reference AS about, NULL::bigint AS recipient_id,
           NULL::int AS days
    FROM accounts_promisestatuschange t
    JOIN accounts_promise r ON r.id = t.promise_id
    JOIN accounts_promisedaccount p ON p.promise_id = t.promise_id
    WHERE t.to_state = 'broken' AND t."on" = %(day)s
    UNION ALL
    -- What was promised is confirmed once, on the first of its accounts.
    SELECT (SELECT min(p.account_id) FROM accounts_promisedaccount p WHERE p.promise_id = r.id), 'promise-made', NULL,
           r.reference, NULL, NULL
    FROM accounts_promise r
    WHERE (r.made_on = %(day)s OR r.known_on = %(day)s) AND greatest(r.made_on, r.known_on) = %(day)s
    UNION ALL
    -- Before a promised instalment that is not paid yet, on its account; not of a promise that was made within those
    -- days, which its confirmation tells of.
    SELECT DISTINCT i.account_id, 'promise-instalment', NULL::text,
           r.reference || to_char(i.due_on, '/YYYYMMDD'), NULL::bigint, k.days
    FROM (SELECT DISTINCT days FROM kind WHERE type = 'promise-instalment') k
    JOIN accounts_promisedinstalment i ON i.due_on = %(day)s + k.days
    JOIN accounts_promise r ON r.id = i.promise_id AND greatest(r.made_on, r.known_on) < %(day)s
     AND (r.cancelled_on <= %(day)s AND r.cancel_known_on <= %(day)s) IS NOT TRUE
    WHERE NOT EXISTS (
        SELECT FROM accounts_promisestatuschange t
        WHERE t.promise_id = r.id AND t."on" <= %(day)s AND t.to_state IN ('broken', 'kept')
          AND t.id = (SELECT max(l.id) FROM accounts_promisestatuschange l WHERE l.promise_id = r.id AND l."on" <= %(day)s)
    )
      AND (SELECT sum(d.amount) FROM accounts_promisedinstalment d WHERE d.promise_id = r.id AND d.due_on <= i.due_on) > (
        SELECT coalesce(sum(y.amount), 0) FROM accounts_payment y
        JOIN accounts_promisedaccount p ON p.account_id = y.account_id AND p.promise_id = r.id
        WHERE y.posted_on >= r.made_on AND y.known_on <= %(day)s
          AND (y.returned_on <= %(day)s AND y.return_known_on <= %(day)s) IS NOT TRUE
    )
    UNION ALL
    SELECT c.account_id, 'up-to-date', NULL, c."on"::text, NULL, NULL
    FROM accounts_stagechange c
    WHERE c."on" = %(day)s AND c.to_stage = 'CURRENT' AND c.from_stage NOT IN ('', 'CURRENT')
      AND EXISTS (
          SELECT FROM notices_notice n
          WHERE n.account_id = c.account_id AND n.state = ANY('{sending,sent,delivered,served}') AND n.run_since = (
              SELECT max(b."on") FROM accounts_stagechange b
              WHERE b.account_id = c.account_id AND b."on" < c."on" AND b.from_stage IN ('', 'CURRENT')
                AND b.to_stage NOT IN ('', 'CURRENT')
          )
      )
    UNION ALL
    SELECT account_id, type, kind, reference, NULL, NULL FROM bound
    UNION ALL
    SELECT account_id, 'case-opened', kind, case_id::text, customer_id, NULL FROM steps
    WHERE step = 'opened' AND known_on BETWEEN %(day)s - 7 AND %(day)s
    UNION ALL
    SELECT account_id, 'case-decided', kind, case_id || '/' || id, customer_id, NULL FROM steps
    WHERE step = 'decided' AND known_on BETWEEN %(day)s - 7 AND %(day)s
    UNION ALL
    SELECT account_id, 'estate', NULL, reference, NULL, NULL FROM estates
    UNION ALL
    SELECT account_id, type, NULL, statement_date::text, NULL, days FROM fallen_due
    UNION ALL
    SELECT account_id, 'settled', NULL, "on"::text, NULL, NULL FROM paid_up_account
    UNION ALL
    -- What is decided at the desk is found within a week, however late the close comes. A plan that moved in with
    -- the book was told of by whoever agreed it.
    SELECT account_id, 'plan-offered', NULL, reference, NULL, NULL FROM accounts_hardshipoffer
    WHERE approved_on BETWEEN %(day)s - 7 AND %(day)s AND state = 'approved'
    UNION ALL
    SELECT account_id, 'plan-rejected', NULL, id::text, NULL, NULL FROM accounts_helprequest
    WHERE decided_on BETWEEN %(day)s - 7 AND %(day)s AND outcome = 'refused'
    UNION ALL
    SELECT account_id, 'plan-agreed', NULL, reference, NULL, NULL FROM accounts_plan
    WHERE greatest(agreed_on, known_on) = %(day)s AND agreed_on >= %(day)s - 7
      AND (ended_on <= %(day)s AND end_known_on <= %(day)s) IS NOT TRUE
    UNION ALL
    SELECT p.account_id, 'plan-instalment', NULL, p.reference || to_char(i.due_on, '/YYYYMMDD'), NULL, k.days
    FROM (SELECT DISTINCT days FROM kind WHERE type = 'plan-instalment') k
    JOIN accounts_planinstalment i ON i.due_on = %(day)s + k.days AND i.amount > 0
    JOIN accounts_plan p ON p.id = i.plan_id AND p.known_on <= %(day)s
    JOIN accounts_planstatuschange t ON t.plan_id = p.id AND t."on" <= %(day)s AND t.to_state IN ('kept', 'missed')
     AND (t.ends_before IS NULL OR t.ends_before > %(day)s)
    WHERE (SELECT sum(d.amount) FROM accounts_planinstalment d WHERE d.plan_id = p.id AND d.due_on <= i.due_on) > (
        SELECT coalesce(sum(y.amount), 0) FROM accounts_payment y
        WHERE y.account_id = p.account_id AND y.posted_on >= p.agreed_on AND y.known_on <= %(day)s
          AND (y.returned_on <= %(day)s AND y.return_known_on <= %(day)s) IS NOT TRUE
    )
    UNION ALL
    SELECT p.account_id, 'plan-instalment-missed', NULL, p.reference || to_char(t."on", '/YYYYMMDD'), NULL, NULL
    FROM accounts_planstatuschange t
    JOIN accounts_plan p ON p.id = t.plan_id
    WHERE t.to_state = 'missed' AND t."on" = %(day)s
    UNION ALL
    SELECT p.account_id, 'plan-complete', NULL, p.reference || to_char(t."on", '/YYYYMMDD'), NULL, NULL
    FROM accounts_planstatuschange t
    JOIN accounts_plan p ON p.id = t.plan_id
    WHERE t.to_state = 'complete' AND t."on" = %(day)s
    UNION ALL
    SELECT account_id, 'help-needed', NULL, sign, NULL, NULL FROM difficulty
)
SELECT f.account_id, k.code, r.about, NULL::bigint
FROM of_run f
JOIN accounts_account a ON a.id = f.account_id
JOIN accounts_product p ON p.id = a.product_id
JOIN kind k ON k.jurisdiction = p.jurisdiction AND CASE f.type
        WHEN 'past-due' THEN k.type = 'past-due' AND k.days = f."number"
        ELSE k.threshold = f."number" END
CROSS JOIN LATERAL (
    SELECT s.oldest_missed_statement::text AS about
    FROM accounts_stagechange c
    JOIN accounts_stagespan s ON s.account_id = c.account_id AND s.starts_on = c."on"
    WHERE c.account_id = f.account_id AND c."on" <= %(day)s AND c.from_stage IN ('', 'CURRENT')
      AND c.to_stage NOT IN ('', 'CURRENT')
    ORDER BY c."on" DESC
    LIMIT 1
) r
WHERE %(ids)s::bigint[] IS NULL OR f.account_id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT h.account_id, k.code, h.about, h.recipient_id
FROM happened h
JOIN accounts_account a ON a.id = h.account_id
JOIN accounts_product p ON p.id = a.product_id
JOIN kind k ON k.jurisdiction = p.jurisdiction AND k.type = h.type AND (h.days IS NULL OR h.days = k.days)
 AND (h."of" IS NULL OR k.kinds = '{}' OR h."of" = ANY(k.kinds))
WHERE %(ids)s::bigint[] IS NULL OR h.account_id = ANY(%(ids)s::bigint[])
UNION ALL
SELECT account_id, kind, about, NULL FROM missed_minimum

-- name: candidates_of_missed_minimums
-- Accounts of a jurisdiction with a payment that was required by the day before, or that of an earlier day of which
-- something became known on the day, and that was not made in full by then.
SELECT DISTINCT c.account_id
FROM (
    SELECT c.* FROM accounts_product p
    JOIN accounts_billingcycle c ON c.product_id = p.id AND c.due_date = %(day)s::date - 1
    WHERE p.jurisdiction = %(jurisdiction)s
    UNION ALL
    SELECT c.* FROM accounts_billingcycle c
    JOIN accounts_product p ON p.id = c.product_id
    WHERE c.known_on = %(day)s AND c.known_on > c.statement_date AND c.due_date < %(day)s::date - 1
      AND p.jurisdiction = %(jurisdiction)s
    UNION ALL
    SELECT c.* FROM accounts_payment r
    JOIN accounts_billingcycle c ON c.account_id = r.account_id AND c.due_date < %(day)s
    JOIN accounts_product p ON p.id = c.product_id
    WHERE r.return_known_on = %(day)s AND r.returned_on IS NOT NULL AND p.jurisdiction = %(jurisdiction)s
) c
WHERE c.known_on <= %(day)s AND c.minimum_due > 0
  AND (%(ids)s::bigint[] IS NULL OR c.account_id = ANY(%(ids)s::bigint[]))
  AND NOT EXISTS (SELECT FROM accounts_setaside s WHERE s.account_id = c.account_id AND s.since <= %(day)s)
  AND (c.minimum_due > (
      SELECT coalesce(sum(p.amount), 0) FROM accounts_payment p
      WHERE p.account_id = c.account_id AND p.posted_on > c.statement_date AND p.value_on < %(day)s
        AND p.known_on <= %(day)s AND (p.returned_on < %(day)s AND p.return_known_on <= %(day)s) IS NOT TRUE
  ) OR EXISTS (SELECT FROM accounts_payment p WHERE p.account_id = c.account_id AND p.returned_on IS NOT NULL))

-- name: supports_of_missed_minimums
SELECT account_id, substr(occasion, length(%(type)s) + 2) FROM notices_notice
WHERE kind = %(kind)s AND account_id = ANY(%(accounts)s) AND starts_with(occasion, %(type)s || ' ')

-- name: forget_occasions_of_set_aside
DELETE FROM occasion f USING accounts_setaside s WHERE s.account_id = f.account_id AND s.since <= %(day)s
