-- Where accounts stand at the end of days: accounts/rules/standing.py for many requests at once.

-- name: standing_result
-- with: policies = policies_in_force | supposed_policies
-- Reads   standing_request: facts known by the horizon count, and only statements dated before `before` (the day
--         after `day`; the statement itself where it is left out).
-- Returns one row per request; `problem` says why an account cannot be computed. Amounts in minor units.
WITH RECURSIVE request AS MATERIALIZED (
    SELECT row_number() OVER () AS id, q.*, p.tolerance
    FROM standing_request q
    LEFT JOIN LATERAL (
        SELECT p.tolerance FROM {policies} p
        WHERE p.product_id = q.product_id AND p.effective_from <= q.day AND p.known_on <= q.horizon
        ORDER BY p.effective_from DESC, p.known_on DESC
        LIMIT 1
    ) p ON true
),
newest AS MATERIALIZED (
    SELECT q.*, c.*, p.paid, (
        SELECT max(r."on") FROM accounts_reage r
        WHERE r.account_id = q.account_id AND r."on" <= q.day AND r.known_on <= q.horizon
          AND (r.withdraw_known_on IS NULL OR r.withdraw_known_on > q.horizon)
    ) AS reaged_on
    FROM request q
    CROSS JOIN LATERAL (
        SELECT c.statement_date, c.due_date, c.sent_on, c.balance, c.past_due,
               c.minimum_due - c.past_due AS instalment
        FROM accounts_billingcycle c
        WHERE c.account_id = q.account_id AND c.statement_date < q.before AND c.known_on <= q.horizon
        ORDER BY {newest_statement_first}
        LIMIT 1
    ) c
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount), 0) AS paid
        FROM accounts_payment p
        WHERE p.account_id = q.account_id AND p.posted_on > c.statement_date AND p.value_on <= q.day
          AND p.known_on <= q.horizon
          AND (p.returned_on <= q.day AND p.return_known_on <= q.horizon) IS NOT TRUE
    ) p
),
-- Step 3: returns since the newest print re-open what the payments inside it had covered.
taken_back AS MATERIALIZED (
    SELECT DISTINCT n.id, n.account_id, n.day, n.horizon, n.statement_date AS printed_on,
           c.statement_date, c.due_date, c.sent_on, c.minimum_due, following.statement_date AS until
    FROM newest n
    CROSS JOIN LATERAL (
        SELECT p.posted_on, p.known_on, p.returned_on, p.return_known_on
        FROM accounts_payment p
        WHERE p.account_id = n.account_id AND p.returned_on IS NOT NULL
        OFFSET 0  -- few payments are returned: by account, not by day
    ) p
    CROSS JOIN LATERAL (
        SELECT c.statement_date, c.due_date, c.sent_on, c.minimum_due
        FROM accounts_billingcycle c
        WHERE c.account_id = n.account_id AND c.statement_date < p.posted_on AND c.known_on <= n.horizon
        ORDER BY {newest_statement_first}
        LIMIT 1
    ) c
    CROSS JOIN LATERAL (
        SELECT min(f.statement_date) AS statement_date
        FROM accounts_billingcycle f
        WHERE f.account_id = n.account_id AND f.statement_date > c.statement_date AND f.known_on <= n.horizon
    ) following
    WHERE p.posted_on <= n.statement_date AND p.known_on <= n.horizon AND p.returned_on > n.statement_date
      AND p.returned_on <= n.day AND p.return_known_on <= n.horizon
),
-- Whoever has paid what the newest statement asks owes nothing, and needs no further look.
owing AS MATERIALIZED (
    SELECT * FROM newest
    WHERE past_due + instalment > paid OR id IN (SELECT id FROM taken_back)
),
-- What is in dispute is not asked; what is so no longer may be due afresh.
disputed AS MATERIALIZED (
    SELECT n.id, h.statement_date AS statement,
           coalesce(sum(h.disputed_amount) FILTER (WHERE d.through IS NULL OR d.through >= n.day), 0) AS amount,
           sum(h.disputed_amount) FILTER (WHERE d.through IS NULL OR d.through >= n.day
                                             OR d.fresh_due_on IS NOT NULL) AS named,
           sum(h.disputed_amount) FILTER (WHERE d.fresh_due_on < n.day) AS rejected,
           max(d.fresh_due_on) FILTER (WHERE d.fresh_due_on < n.day) AS fresh_due
    FROM owing n
    CROSS JOIN LATERAL (
        SELECT * FROM accounts_hold h
        WHERE h.account_id = n.account_id AND h.disputed_amount IS NOT NULL AND h.starts_on <= n.day
          AND h.known_on <= n.horizon AND (h.withdraw_known_on <= n.horizon) IS NOT TRUE
        OFFSET 0  -- account by account: few dispute anything
    ) h
    CROSS JOIN LATERAL (
        SELECT CASE WHEN h.end_known_on <= n.horizon THEN h.fresh_due_on END AS fresh_due_on,
               CASE WHEN h.end_known_on <= n.horizon THEN coalesce(h.fresh_due_on, h.ends_on)
                    ELSE h.lapses_on END AS through
    ) d
    GROUP BY n.id, h.statement_date
),
-- Step 2: the printed past due is shared backwards, as far as the newest statement that printed none.
earlier AS (
    SELECT DISTINCT ON (n.id, c.statement_date)
           n.id, n.past_due AS to_share, c.statement_date, c.due_date, c.sent_on, c.past_due,
           c.minimum_due - c.past_due AS instalment
    FROM owing n
    CROSS JOIN LATERAL (
        SELECT * FROM accounts_billingcycle c
        WHERE c.account_id = n.account_id AND c.statement_date < n.statement_date AND c.known_on <= n.horizon
        OFFSET 0  -- account by account: few have anything past due
    ) c
    WHERE n.past_due > 0
    ORDER BY n.id, c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
),
-- Disputed money that is printed still stays on its own cycle: how much of the print that is, statement by
-- statement from the first that is named on. What was asked and not paid explains a print first.
printed_again AS MATERIALIZED (
    SELECT c.*, row_number() OVER (PARTITION BY c.id ORDER BY c.statement_date) AS step,
           greatest(c.minimum_due - (
               SELECT coalesce(sum(p.amount), 0) FROM accounts_payment p
               WHERE p.account_id = c.account_id AND p.posted_on > c.statement_date AND p.posted_on <= c.until
                 AND p.known_on <= c.horizon
                 AND (p.returned_on <= c.until AND p.return_known_on <= c.horizon) IS NOT TRUE
           ), 0) AS unpaid
    FROM (
        SELECT n.id, n.account_id, n.horizon, e.statement_date, e.past_due + e.instalment AS minimum_due,
               coalesce(d.named, 0) AS named,
               lead(e.statement_date, 1, n.statement_date) OVER forth AS until,
               lead(e.past_due, 1, n.past_due) OVER forth AS past_due
        FROM (SELECT id, min(statement) AS first FROM disputed WHERE named > 0 GROUP BY id) f
        JOIN owing n USING (id)
        JOIN earlier e ON e.id = f.id AND e.statement_date >= f.first
        LEFT JOIN disputed d ON d.id = e.id AND d.statement = e.statement_date
        WINDOW forth AS (PARTITION BY n.id ORDER BY e.statement_date)
    ) c
),
still_printed AS (
    SELECT a.id, a.step, t.amount
    FROM printed_again a
    CROSS JOIN LATERAL (SELECT least(a.named, greatest(a.past_due - greatest(a.unpaid - a.named, 0), 0)) AS amount) t
    WHERE a.step = 1
    UNION ALL
    SELECT a.id, a.step, t.amount
    FROM still_printed s
    JOIN printed_again a ON a.id = s.id AND a.step = s.step + 1
    CROSS JOIN LATERAL (SELECT s.amount + a.named AS known) k
    CROSS JOIN LATERAL (SELECT least(k.known, greatest(a.past_due - greatest(a.unpaid - k.known, 0), 0)) AS amount) t
),
in_dispute AS MATERIALIZED (
    SELECT DISTINCT ON (id) id, amount FROM still_printed ORDER BY id, step DESC
),
reached AS (
    SELECT e.*, row_number() OVER back AS steps_back, least(coalesce(d.named, 0), e.instalment) AS named,
           count(*) FILTER (WHERE e.past_due = 0) OVER back - (e.past_due = 0)::int AS closed_by
    FROM earlier e
    LEFT JOIN disputed d ON d.id = e.id AND d.statement = e.statement_date
    WINDOW back AS (PARTITION BY e.id ORDER BY e.statement_date DESC)
),
left_on AS (  -- the oldest named first
    SELECT r.*, least(r.named, greatest(coalesce(t.amount, 0)
           - (sum(r.named) OVER (PARTITION BY r.id) - sum(r.named) OVER back), 0)) AS disputed
    FROM reached r
    LEFT JOIN in_dispute t USING (id)
    WHERE r.closed_by = 0
    WINDOW back AS (PARTITION BY r.id ORDER BY r.statement_date DESC)
),
shared AS (
    SELECT r.*, least(r.instalment - r.disputed, greatest(
               r.to_share - sum(r.disputed) OVER (PARTITION BY r.id)
               - (sum(r.instalment - r.disputed) OVER back - (r.instalment - r.disputed)), 0)) AS share
    FROM left_on r
    WINDOW back AS (PARTITION BY r.id ORDER BY r.statement_date DESC)
),
remainder AS (
    SELECT n.id, n.account_id, n.horizon, n.past_due - coalesce(sum(s.share + s.disputed), 0) AS amount,
           coalesce(bool_or(s.past_due = 0), false) AS closed
    FROM owing n
    LEFT JOIN shared s USING (id)
    WHERE n.past_due > 0
    GROUP BY n.id, n.account_id, n.horizon, n.past_due
    HAVING n.past_due > coalesce(sum(s.share + s.disputed), 0)
),
reopened AS (
    SELECT t.id, t.statement_date, t.due_date, t.sent_on,
           least(t.minimum_due, coalesce(sum(p.amount) FILTER (
               WHERE (p.returned_on <= t.printed_on AND p.return_known_on <= t.horizon) IS NOT TRUE), 0))
         - least(t.minimum_due, coalesce(sum(p.amount) FILTER (
               WHERE (p.returned_on <= t.day AND p.return_known_on <= t.horizon) IS NOT TRUE), 0)) AS amount
    FROM taken_back t
    JOIN accounts_payment p
      ON p.account_id = t.account_id AND p.posted_on > t.statement_date AND p.posted_on <= t.until
     AND p.known_on <= t.horizon
    GROUP BY t.id, t.statement_date, t.due_date, t.sent_on, t.minimum_due
),
-- `statement` is the cycle's own date; `basis` the statement whose dates and policy it takes; `undisputed` what
-- of the amount is no disputed money.
part AS (
    SELECT id, statement_date AS statement, statement_date AS basis, due_date, sent_on, instalment AS amount,
           0 AS undisputed
    FROM owing
    UNION ALL
    SELECT id, statement_date, statement_date, due_date, sent_on, share + disputed, share FROM shared
    UNION ALL
    SELECT s.id, s.statement_date, s.statement_date, s.due_date, s.sent_on, r.amount, r.amount
    FROM remainder r
    JOIN shared s ON s.id = r.id AND s.steps_back = 1
    WHERE r.closed
    UNION ALL
    SELECT r.id, (c.statement_date - interval '1 month')::date, c.statement_date, c.due_date, c.sent_on, r.amount,
           0
    FROM remainder r
    CROSS JOIN LATERAL (
        SELECT c.statement_date, c.due_date, c.sent_on
        FROM accounts_billingcycle c
        WHERE c.account_id = r.account_id AND c.known_on <= r.horizon
        ORDER BY c.statement_date, c.known_on DESC, c.stated_known_on DESC
        LIMIT 1
    ) c
    WHERE NOT r.closed
    UNION ALL
    SELECT id, statement_date, statement_date, due_date, sent_on, amount, 0 FROM reopened
),
asked AS (
    SELECT p.id, p.statement, p.basis, p.due_date, p.sent_on,
           sum(p.amount) - least(coalesce(min(d.amount), 0), sum(p.amount - p.undisputed)) AS amount
    FROM part p
    JOIN owing n USING (id)
    LEFT JOIN disputed d USING (id, statement)
    WHERE p.amount > 0 AND (n.reaged_on IS NULL OR p.statement > n.reaged_on)
    GROUP BY p.id, p.statement, p.basis, p.due_date, p.sent_on
),
cleared AS (
    SELECT a.*, least(a.amount, sum(a.amount) OVER (PARTITION BY a.id ORDER BY a.statement) - n.paid) AS unpaid
    FROM asked a
    JOIN owing n USING (id)
),
-- Steps 4 to 7: what of it is past due, since when, and how many statements found it so.
dated AS (
    SELECT c.id, c.statement, c.basis, c.unpaid,
           CASE WHEN f.fresh THEN r.fresh_due ELSE own.due END AS due,
           CASE WHEN f.fresh THEN r.fresh_due + d.grace + 1 ELSE own.past_due_from END AS past_due_from
    FROM cleared c
    JOIN owing n USING (id)
    LEFT JOIN disputed r USING (id, statement)
    LEFT JOIN LATERAL (
        SELECT CASE WHEN p.rolls THEN {rolled_due_date} ELSE u.due END AS due, p.grace_days::int AS grace
        FROM {policies} p
        CROSS JOIN LATERAL (SELECT greatest(c.due_date, c.sent_on + p.least_days) AS due) u
        WHERE p.product_id = n.product_id AND p.effective_from <= c.basis AND p.known_on <= n.horizon
        ORDER BY p.effective_from DESC, p.known_on DESC
        LIMIT 1
    ) d ON true
    CROSS JOIN LATERAL (
        SELECT CASE WHEN c.statement = c.basis THEN d.due ELSE (d.due - interval '1 month')::date END AS due,
               CASE WHEN c.statement = c.basis THEN d.due + d.grace + 1
                    ELSE (d.due + d.grace + 1 - interval '1 month')::date END AS past_due_from
    ) own
    CROSS JOIN LATERAL (
        SELECT c.unpaid <= r.rejected AND r.fresh_due > own.due AS fresh
    ) f
    WHERE c.unpaid > 0
),
-- Holds that pause ageing matter where something would be past due without them.
passed AS MATERIALIZED (
    SELECT d.*, q.account_id, q.product_id, q.day, q.horizon, q.before, q.tolerance
    FROM dated d
    JOIN request q USING (id)
    WHERE d.past_due_from <= q.day
),
paused AS MATERIALIZED (
    SELECT b.id, range_agg(daterange(h.starts_on, CASE WHEN h.end_known_on <= b.horizon THEN h.ends_on
                                                       ELSE h.lapses_on END, '[]')) AS days
    FROM (SELECT DISTINCT id, account_id, product_id, horizon FROM passed) b
    JOIN accounts_product p ON p.id = b.product_id
    CROSS JOIN LATERAL (
        SELECT h.id FROM accounts_hold h WHERE h.account_id = b.account_id
        UNION ALL
        SELECT h.id FROM accounts_party c
        JOIN accounts_hold h USING (customer_id)
        WHERE c.account_id = b.account_id AND c.role IN {holder_roles} AND c.known_on <= b.horizon
    ) bound
    JOIN accounts_hold h ON h.id = bound.id
    WHERE h.known_on <= b.horizon AND (h.withdraw_known_on <= b.horizon) IS NOT TRUE
      AND EXISTS (SELECT FROM {pausing_kinds} k WHERE k.kind = h.kind AND k.pack = {pack_of_product})
    GROUP BY b.id
),
late AS (
    SELECT l.*, sum(l.unpaid) OVER (PARTITION BY l.id ORDER BY l.statement) AS running
    FROM (
        SELECT d.*, p.days, CASE
                   WHEN p.days @> d.past_due_from THEN (
                       SELECT coalesce(upper(r), 'infinity') FROM unnest(p.days) AS r WHERE r @> d.past_due_from
                   )
                   ELSE d.past_due_from
               END AS late_from
        FROM passed d
        LEFT JOIN paused p USING (id)
    ) l
    WHERE l.late_from <= l.day
),
owed AS (
    SELECT id, sum(unpaid) AS unpaid, min(basis) FILTER (WHERE past_due_from IS NULL) AS without_policy
    FROM dated
    GROUP BY id
),
past_due AS (
    SELECT id, sum(unpaid) AS amount FROM late GROUP BY id
),
missed AS (
    SELECT l.id, l.account_id, l.horizon, l.before, count(*) AS statements, min(l.statement) AS statement,
           (array_agg(l.due ORDER BY l.statement))[1] AS due,
           (array_agg(l.late_from ORDER BY l.statement))[1] AS past_due_from
    FROM late l
    WHERE l.running > l.tolerance
    GROUP BY l.id, l.account_id, l.horizon, l.before
),
staged AS (
    SELECT m.*, since.statements AS statements_since
    FROM missed m
    LEFT JOIN paused p USING (id)
    CROSS JOIN LATERAL (  -- account by account: joined, the planner would read every cycle of the book
        SELECT count(DISTINCT c.statement_date) AS statements
        FROM accounts_billingcycle c
        WHERE c.account_id = m.account_id AND c.statement_date > m.past_due_from AND c.statement_date < m.before
          AND c.known_on <= m.horizon AND (p.days @> c.statement_date) IS NOT TRUE
    ) since
)
SELECT q.account_id, q.day, q.horizon, q.before,
       CASE WHEN m.id IS NULL THEN 'CURRENT' ELSE 'M' || least(3, m.statements_since) END AS stage,
       least(coalesce(d.amount, 0), {most})::bigint AS past_due,
       coalesce(m.statements, 0)::int AS statements_missed,
       m.statement AS oldest_missed_statement,
       m.due AS oldest_missed_due,
       coalesce(n.balance, 0) AS balance,
       least(coalesce(o.unpaid, 0), {most})::bigint AS unpaid,
       CASE WHEN q.tolerance IS NULL THEN 'no policy in force on ' || q.day
            WHEN o.without_policy IS NOT NULL THEN 'no policy in force on ' || o.without_policy
            WHEN o.unpaid > {most} THEN 'its sums are beyond what can be held'
       END AS problem
FROM request q
LEFT JOIN newest n USING (id)
LEFT JOIN owed o USING (id)
LEFT JOIN past_due d USING (id)
LEFT JOIN staged m USING (id)

-- part: policies_in_force
accounts_policy

-- part: supposed_policies
supposed_policy

-- part: most
9223372036854775807

-- part: rolled_due_date
-- From the due date `u` on to the first day that the calendar of the product of `n`, as known by its horizon, works.
(
    WITH RECURSIVE walk AS (
        SELECT v.day FROM (VALUES (u.due)) AS v (day)
        UNION ALL
        SELECT w.day + 1
        FROM walk w
        WHERE NOT coalesce((
            SELECT k.works FROM accounts_product p
            JOIN {pack_calendars} c ON c.pack = {pack_of_product}
            JOIN accounts_calendarday k ON k.calendar = c.calendar AND k.day = w.day
            WHERE p.id = n.product_id AND k.known_on <= n.horizon
            ORDER BY k.known_on DESC, k.id DESC
            LIMIT 1
        ), extract(isodow FROM w.day) < 6)
    )
    SELECT max(day) FROM walk
)

-- part: pack_of_product
-- Which pack is that of a product `p`: where its jurisdiction has none, the base, whose name is empty.
CASE WHEN p.jurisdiction = ANY(%(packs)s) THEN p.jurisdiction ELSE '' END

-- part: pausing_kinds
-- Which kinds of holds pause ageing, by pack.
(SELECT * FROM unnest(%(pausing_packs)s::text[], %(pausing_kinds)s::text[]) AS k (pack, kind))

-- part: pack_calendars
-- By which calendar due dates roll, by pack.
(SELECT * FROM unnest(%(calendar_packs)s::text[], %(calendars)s::text[]) AS c (pack, calendar))
