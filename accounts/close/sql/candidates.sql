-- Which accounts have something new on a day, why, and from which day on it counts (none: no fact is new);
-- and the shards they make. A superset is harmless; a miss is not. Reads nothing of what the night wrote but
-- who is set aside, and which plans are missed.

-- name: forget_candidates
DELETE FROM accounts_closecandidate

-- name: pending_tables
-- What the shards of the day before found, and which of these tables are small.
SELECT t.name, pg_relation_size(t.name::regclass) <= %(most_bytes)s
FROM (
    VALUES ('accounts_pendingstagechange'), ('accounts_pendingpromisechange'), ('accounts_pendingplanchange')
) AS t (name)

-- name: count_shard
UPDATE accounts_closingshard SET accounts = %(found)s WHERE id = %(shard)s

-- name: list_candidates
-- Past due from is greatest(due, sent + least days) + grace + 1. `due`: what the greatest of the two must be for
-- it to be the day or, for an opening cycle, which turns late a month before the earliest statement, a month later.
WITH ends AS MATERIALIZED (
    SELECT DISTINCT p.product_id, p.least_days, p.rolls, d.day - p.grace_days - 1 AS due, d.opening
    FROM accounts_policy p
    CROSS JOIN (
        SELECT v.day, false AS opening FROM (VALUES (%(day)s::date)) AS v (day)
        UNION ALL
        SELECT m.day, true FROM unnest(%(month_later)s::date[]) AS m (day)
    ) d
),
-- Due dates that roll, or that a correction of the calendar moves, are told by `accounts/calendars/due_date_rolling.py`.
fallen AS MATERIALIZED (
    SELECT product_id, least_days, due, opening, 'past-due' AS why FROM ends WHERE NOT rolls
    UNION ALL
    SELECT r.product_id, r.least_days, r.due, r.opening, CASE WHEN r.corrected THEN 'calendar' ELSE 'past-due' END
    FROM unnest(%(rolling)s::bigint[], %(rolling_least)s::int[], %(rolling_due)s::date[],
                %(rolling_opening)s::boolean[], %(rolling_corrected)s::boolean[])
      AS r (product_id, least_days, due, opening, corrected)
),
late AS MATERIALIZED (
    SELECT c.account_id, c.statement_date, c.minimum_due, c.past_due, e.opening, e.why
    FROM fallen e
    CROSS JOIN LATERAL (  -- one after the other, so that an index finds each: there are few, and a whole book of statements
        SELECT account_id, statement_date, minimum_due, past_due FROM accounts_billingcycle
        WHERE product_id = e.product_id AND due_date = e.due AND sent_on + e.least_days <= e.due
        UNION ALL
        SELECT account_id, statement_date, minimum_due, past_due FROM accounts_billingcycle
        WHERE product_id = e.product_id AND sent_on = e.due - e.least_days AND due_date < e.due AND sent_on > statement_date
        UNION ALL
        SELECT account_id, statement_date, minimum_due, past_due FROM accounts_billingcycle
        WHERE product_id = e.product_id AND statement_date = e.due - e.least_days AND due_date < e.due
          AND sent_on = statement_date AND e.least_days > 0  -- what was sent with its statement was sent before it was due
        OFFSET 0
    ) c
    WHERE NOT e.opening OR c.past_due > 0  -- an opening cycle asks what was printed past due
),
new AS MATERIALIZED (
    SELECT id AS account_id, 'entered' AS why, opened_on AS counts_from FROM accounts_account
    WHERE opened_on = %(day)s OR known_on = %(day)s OR (%(first_close)s AND opened_on <= %(day)s)
    UNION ALL
    SELECT account_id, 'statement', statement_date FROM accounts_billingcycle WHERE statement_date = %(day)s
    UNION ALL
    SELECT account_id, 'statement', statement_date FROM accounts_billingcycle
    WHERE known_on = %(day)s AND known_on > statement_date
    UNION ALL
    SELECT account_id, 'past-due', NULL FROM late c
    WHERE NOT opening AND why = 'past-due'
      -- what asks nothing is only late where a later print that we cannot explain joins it
      AND (minimum_due > 0 OR EXISTS (
          SELECT FROM accounts_billingcycle l
          WHERE l.account_id = c.account_id AND l.statement_date > c.statement_date AND l.past_due > 0
      ))
    UNION ALL
    SELECT account_id, 'past-due', NULL FROM late c
    WHERE opening
      AND NOT EXISTS (SELECT FROM accounts_billingcycle e
                      WHERE e.account_id = c.account_id AND e.statement_date < c.statement_date
                        AND e.known_on <= %(day)s)
    UNION ALL
    SELECT account_id, 'calendar', NULL FROM late WHERE why = 'calendar'
    UNION ALL
    SELECT account_id, kind, value_on FROM accounts_payment WHERE value_on = %(day)s
    UNION ALL
    SELECT account_id, kind, value_on FROM accounts_payment WHERE known_on = %(day)s AND known_on > value_on
    UNION ALL
    SELECT account_id, 'return', returned_on FROM accounts_payment
    WHERE returned_on = %(day)s OR return_known_on = %(day)s
    UNION ALL
    SELECT account_id, 're-age', "on" FROM accounts_reage
    WHERE "on" = %(day)s OR known_on = %(day)s OR withdraw_known_on = %(day)s
    UNION ALL
    SELECT account_id, reason, "on" FROM accounts_exit WHERE "on" = %(day)s OR known_on = %(day)s
    UNION ALL
    SELECT a.id, 'policy', p.effective_from FROM accounts_policy p
    JOIN accounts_account a USING (product_id)
    WHERE p.effective_from = %(day)s OR p.known_on = %(day)s
    UNION ALL
    SELECT account_id, 'mended', NULL FROM accounts_setaside
    UNION ALL
    -- promises made, become known or cancelled, and instalments waited for no longer
    SELECT c.account_id, 'promise', NULL
    FROM (
        SELECT id FROM accounts_promise WHERE made_on = %(day)s OR (%(first_close)s AND made_on <= %(day)s)
        UNION ALL
        SELECT id FROM accounts_promise WHERE known_on = %(day)s AND known_on > made_on
        UNION ALL
        SELECT id FROM accounts_promise WHERE cancelled_on = %(day)s
        UNION ALL
        SELECT id FROM accounts_promise WHERE cancel_known_on = %(day)s
        UNION ALL
        SELECT promise_id FROM accounts_promisedinstalment WHERE grace_ends_on = %(day)s::date - 1
    ) p
    CROSS JOIN LATERAL (  -- promise by promise: few of them have something new
        SELECT account_id FROM accounts_promisedaccount WHERE promise_id = p.id OFFSET 0
    ) c
    UNION ALL
    -- plans agreed, become known or ended, instalments waited for no longer, and missed ones: they may lapse
    SELECT p.account_id, 'plan', NULL
    FROM (
        SELECT id FROM accounts_plan WHERE agreed_on = %(day)s OR (%(first_close)s AND agreed_on <= %(day)s)
        UNION ALL
        SELECT id FROM accounts_plan WHERE known_on = %(day)s AND known_on > agreed_on
        UNION ALL
        SELECT id FROM accounts_plan WHERE ended_on = %(day)s
        UNION ALL
        SELECT id FROM accounts_plan WHERE end_known_on = %(day)s
        UNION ALL
        SELECT plan_id FROM accounts_planinstalment WHERE grace_ends_on = %(day)s::date - 1
        UNION ALL
        SELECT plan_id FROM accounts_planstatuschange WHERE to_state = 'missed' AND ends_before IS NULL
    ) n
    JOIN accounts_plan p USING (id)
    UNION ALL
    -- Statements are reconciled anew only where an amount is disputed: a pause moves dates, no amounts.
    SELECT b.account_id, 'hold', CASE WHEN h.disputed_amount IS NOT NULL THEN h.starts_on END
    FROM (
        SELECT * FROM accounts_hold
        WHERE starts_on = %(day)s OR known_on = %(day)s OR ends_on = %(day)s::date - 1 OR end_known_on = %(day)s
              OR lapses_on = %(day)s::date - 1 OR withdraw_known_on = %(day)s
              OR fresh_due_on = %(day)s::date - 1
              OR fresh_due_on = ANY(ARRAY(SELECT due FROM ends WHERE NOT opening))
    ) h
    CROSS JOIN LATERAL (
        SELECT v.account_id FROM (VALUES (h.account_id)) AS v (account_id) WHERE v.account_id IS NOT NULL
        UNION ALL
        SELECT p.account_id FROM accounts_party p
        WHERE p.customer_id = h.customer_id AND p.role IN {holder_roles}
    ) b
    WHERE h.disputed_amount IS NOT NULL OR h.kind = ANY(%(heeded_kinds)s)
    UNION ALL
    -- whoever comes to hold an account brings their own holds
    SELECT p.account_id, 'hold', NULL FROM accounts_party p
    JOIN accounts_hold h USING (customer_id)
    WHERE p.known_on = %(day)s AND p.role IN {holder_roles} AND h.kind = ANY(%(heeded_kinds)s)
),
shard AS MATERIALIZED (SELECT count(*) / %(size)s + 1 AS shards FROM new),
-- Neighbours are looked at together, however the ids are spread.
gathered AS MATERIALIZED (
    SELECT min(account_id) AS first, max(account_id) AS last, count(*) AS entries,
           array_agg(account_id) AS account_ids,
           array_agg(1 << array_position(%(codes)s, why) - 1) AS why,
           array_agg(counts_from) AS counts_from
    FROM new
    CROSS JOIN shard
    GROUP BY account_id / greatest(%(size)s / 5, 1) %% shards
),
made AS (
    INSERT INTO accounts_closingshard (day_id, number, first_account, last_account, accounts, worker, attempt)
    SELECT %(day)s, row_number() OVER (ORDER BY first), first, last, entries, '', 0 FROM gathered
    RETURNING id, first_account
)
INSERT INTO accounts_closecandidate (shard_id, account_ids, why, counts_from)
SELECT m.id, g.account_ids, g.why, g.counts_from
FROM gathered g
JOIN made m ON m.first_account = g.first

-- name: candidates
-- with: listed = shard_entries | set_aside_entries
-- Accounts listed (`l`: id, why, counts_from) with the span in force, their statement of the day with the one before
-- it, and which of them need not be asked (`quiet`): one with nothing past due stays where it is when it only pays
-- more, or when a new statement carries nothing over; any does when only what is agreed has something new.
--
-- `payments`, `statement`, `agreed` are bits of `why`. What counts from the day itself bears on no statement but the
-- day's own: no `counts_from` without one. `printed`, `before` and `minimum_before` are restated, for reconciling; a
-- statement and the one before it are neighbours in the index, so both are read here at once. `balance` is that of a
-- new statement of a quiet account, `balance_before` what counted yesterday where that is the statement before.
SELECT a.id, l.why,
       CASE WHEN l.counts_from < %(day)s OR (l.why & %(statement)s) <> 0 THEN l.counts_from END AS counts_from,
       a.product_id, a.opened_on, a.known_on,
       CASE WHEN q.clean AND n.nothing_over THEN n.balance END AS balance,
       (l.why & ~ %(agreed)s) = 0
       OR coalesce(q.clean, false) AND ((l.why & %(statement)s) = 0 OR coalesce(n.nothing_over, false)) AS quiet,
       n.past_due AS printed, b.statement_date AS before, b.minimum_due AS minimum_before,
       CASE WHEN b.known_on < %(day)s THEN b.balance END AS balance_before,
       s.id AS span, s.stage, s.stage_since, s.past_due, s.statements_missed, s.oldest_missed_statement,
       s.oldest_missed_due
FROM {listed} l
JOIN accounts_account a ON a.id = l.id
LEFT JOIN LATERAL (
    SELECT * FROM accounts_stagespan s WHERE s.account_id = a.id AND s.ends_before IS NULL OFFSET 0
) s ON true
CROSS JOIN LATERAL (
    SELECT s.stage = 'CURRENT' AND s.past_due = 0
           AND (l.why & ~ %(payments)s & ~ %(statement)s & ~ %(agreed)s) = 0 AS clean
) q
LEFT JOIN LATERAL (
    SELECT c.balance, c.past_due, c.past_due = 0 AND c.known_on <= %(day)s AS nothing_over
    FROM accounts_billingcycle c
    WHERE (l.why & %(statement)s) <> 0 AND c.account_id = a.id AND c.statement_date = %(day)s
    ORDER BY c.known_on DESC, c.stated_known_on DESC
    LIMIT 1
) n ON true
LEFT JOIN LATERAL (
    SELECT b.statement_date, b.known_on, b.balance, b.minimum_due FROM accounts_billingcycle b
    WHERE n.past_due IS NOT NULL AND b.account_id = a.id AND b.statement_date < %(day)s
    ORDER BY b.statement_date DESC, b.known_on DESC, b.stated_known_on DESC
    LIMIT 1
) b ON true

-- part: shard_entries
(
    SELECT u.id, bit_or(u.why) AS why, min(u.counts_from) AS counts_from
    FROM accounts_closecandidate h, unnest(h.account_ids, h.why, h.counts_from) AS u (id, why, counts_from)
    WHERE h.shard_id = %(shard)s
    GROUP BY u.id
    ORDER BY u.id
)

-- part: set_aside_entries
(SELECT id, %(mended)s AS why, NULL::date AS counts_from FROM unnest(%(ids)s::bigint[]) AS id)

-- name: request_candidate_standings
-- Of the candidates that are not quiet.
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT a.id, a.product_id, %(day)s, %(horizon)s, %(day)s::date + 1
FROM candidates a
WHERE NOT a.quiet AND {in_book}
