-- What bears on notices on a day, by the facts known by the horizon.

-- part: notices_in_hand
-- with: asked = asked_by_number | asked_as_new
SELECT n.id, n.account_id, n.kind, n.recipient_id, n.state, n.reason, n.due_by, n.run_since,
       -- what is counted on the contract's dates is another amount than the past-due one: the letter's figures tell
       CASE WHEN k.type <> 'missed-minimums' THEN coalesce(c.printed, n.past_due) END AS seen, n.wording AS worded, n.occasion_on, coalesce(n.found_on, n.occasion_on) AS found_on,
       substr(n.occasion, strpos(n.occasion, ' ') + 1) AS about, k.type, k.days, k.count, k.nature, k.owes, k.first,
       k.gap_days, k.help_days, k.most_a_day, k.quiet_days, k.invites, k.after, k.channels, k.jurisdiction,
       coalesce(n.joined_to_id, n.id) AS letter
FROM notices_notice n
JOIN notice_kind k ON k.code = n.kind
LEFT JOIN LATERAL (  -- what the letter says
    SELECT (c.figures -> 'values' ->> CASE WHEN k.type IN ('before-due', 'in-grace') THEN 'minimum_left'
                                           ELSE 'past_due' END)::bigint AS printed
    FROM notices_noticecontent c
    WHERE c.notice_id = n.id
    ORDER BY c.id DESC
    LIMIT 1
) c ON n.state IN ('ready', 'released')
WHERE (n.state IN ('due', 'suspended', 'ready', 'released') OR n.state = 'failed'
       AND NOT EXISTS (SELECT FROM notices_dispatch d WHERE d.notice_id = n.id))  -- that could not be made: none went
  AND {asked}
ORDER BY n.id
FOR UPDATE OF n

-- part: asked_by_number
(%(notices)s::bigint[] IS NULL OR n.id = ANY(%(notices)s::bigint[]))

-- part: asked_as_new
n.id = ANY(ARRAY(SELECT id FROM new_notice))  -- each by its key: they are few beside what is in hand

-- name: open_notices
-- Notices in hand with what their kind says, locked until the transaction ends.
{notices_in_hand}

-- name: add_new_notices
-- Those that were just written, to the ones of `open_notices`.
INSERT INTO open_notices
{notices_in_hand}

-- name: forget_superseded_notices
DELETE FROM open_notices
WHERE id IN (SELECT supersedes FROM new_notice UNION ALL SELECT via FROM new_notice)

-- name: request_standings_by_statement
-- Of a closed day only what is asked of one statement: all else stands in the spans.
INSERT INTO standing_request (account_id, product_id, day, horizon, before)
SELECT a.id, a.product_id, %(day)s, %(horizon)s, %(day)s::date + 1
FROM accounts_account a
WHERE a.id IN (SELECT account_id FROM open_notices WHERE NOT %(as_closed)s OR type = ANY(%(by_statement)s)) AND {in_book}

-- name: account_state
-- Where the accounts of open notices stand, as closed where there is a span.
SELECT a.id AS account_id, coalesce(s.stage, w.stage) AS stage,
       coalesce(s.past_due, w.past_due) AS past_due,
       coalesce(s.statements_missed, w.statements_missed) AS missed,
       coalesce(s.oldest_missed_statement, w.oldest_missed_statement) AS oldest,
       coalesce(%(day)s - coalesce(s.oldest_missed_due, w.oldest_missed_due), 0) AS days,
       w.unpaid, w.problem, y.tolerance
FROM (SELECT DISTINCT account_id AS id FROM open_notices) q
JOIN accounts_account a USING (id)
LEFT JOIN standing_result w ON w.account_id = a.id AND w.before > w.day
LEFT JOIN LATERAL (  -- the newest: spans of an account do not overlap
    SELECT * FROM accounts_stagespan s
    WHERE s.account_id = a.id AND s.starts_on <= %(day)s
    ORDER BY s.starts_on DESC
    LIMIT 1
) s ON %(as_closed)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
LEFT JOIN LATERAL (
    SELECT y.tolerance FROM accounts_policy y
    WHERE y.product_id = a.product_id AND y.effective_from <= %(day)s AND y.known_on <= %(horizon)s
    ORDER BY y.effective_from DESC, y.known_on DESC
    LIMIT 1
) y ON true
WHERE s.id IS NOT NULL OR w.account_id IS NOT NULL

-- name: expected_payment
SELECT p.account_id, sum(p.amount) AS amount FROM accounts_pendingpayment p
WHERE p.account_id IN (SELECT account_id FROM open_notices) AND p.known_on <= %(horizon)s
  AND p.due_on >= %(day)s::date - %(waited)s AND (p.outcome = '' OR p.outcome_known_on > %(horizon)s)
GROUP BY p.account_id

-- name: accounts_with_mandate
SELECT DISTINCT w.account_id FROM open_notices w
JOIN accounts_mandate m ON m.account_id = w.account_id
WHERE w.type = ANY(%(by_statement)s)

-- name: questions_of_open_notices
-- What is asked beyond the standing of their accounts, by type.
SELECT DISTINCT type, account_id, about FROM open_notices
WHERE type IN ('missed-minimums', 'promise-broken', 'plan-instalment-missed', 'plan-complete', 'settled')

-- name: promises_of_open_notices
-- Those that may be open: after the last day of grace a promise is kept, broken or cancelled.
SELECT w.account_id, c.promise_id
FROM (SELECT DISTINCT account_id FROM open_notices WHERE nature = 'discretionary') w
JOIN accounts_promisedaccount c ON c.account_id = w.account_id
JOIN accounts_promise p ON p.id = c.promise_id AND p.made_on <= %(day)s AND p.known_on <= %(horizon)s
WHERE EXISTS (SELECT FROM accounts_promisedinstalment i WHERE i.promise_id = p.id AND i.grace_ends_on >= %(day)s)
