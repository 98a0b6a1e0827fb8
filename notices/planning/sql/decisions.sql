-- What is to become of notices, and how it is written.

-- name: notice_decision
-- What is to become of the notices of `open_notices` by the facts of a day, as far as they are known by the horizon:
-- cancelled, suspended or failed with the reason, or due. `account_state` says where their accounts stand, `silenced_account`
-- which are silenced_account by a promise, `expected_payment` what is on its way, `unbroken_promise` which promises are not broken (any more).
WITH role AS MATERIALIZED (
    SELECT w.id, r.customer_id IS NOT NULL AS is_party, coalesce(r.rightful, false) AS rightful,
           coalesce(r.acts, false) AS acts, coalesce(r.stands_in, false) AS stands_in
    FROM open_notices w
    LEFT JOIN notice_recipient r
      ON r.account_id = w.account_id AND r.kind = w.kind AND r.customer_id = w.recipient_id
),
bound AS MATERIALIZED (
    SELECT w.id, w.found_on, w.channels, r.acts, r.stands_in, i.kind, i.channel, i.names_amount, i.reviewed_on, e.effect,
           e.wording
    FROM open_notices w
    JOIN role r USING (id)
    JOIN hold_in_force i ON i.account_id = w.account_id
    JOIN kind_hold e ON e.code = w.kind AND e.hold = i.kind
    WHERE CASE e.effect WHEN 'representative' THEN i.customer_id IS NULL OR r.acts
                        WHEN 'estate' THEN i.customer_id IS NULL OR r.stands_in
                        -- a death ends nothing that law owes to another who owes
                        ELSE i.binds_all AND NOT (i.kind = 'deceased' AND w.nature = 'statutory'
                                                  AND r.rightful AND NOT r.acts AND NOT r.stands_in) END
       OR i.customer_id = w.recipient_id
),
unreached AS MATERIALIZED (  -- whom no channel of the kind is left for
    SELECT id
    FROM bound
    WHERE effect = 'channel'
    GROUP BY id, channels
    HAVING bool_or(channel = '') OR channels <@ array_agg(channel)::text[]
),
stopped AS (
    SELECT h.id, min(h.kind) AS hold
    FROM bound h
    WHERE CASE h.effect
              WHEN 'stop' THEN true
              WHEN 'about-it' THEN NOT h.names_amount  -- of which all is disputed, then
              WHEN 'channel' THEN h.id IN (SELECT id FROM unreached)
              WHEN 'review' THEN (h.reviewed_on >= h.found_on) IS NOT TRUE
              WHEN 'representative' THEN NOT h.acts
              WHEN 'estate' THEN NOT h.stands_in
              ELSE false
          END
    GROUP BY h.id
),
-- Whoever keeps a plan on one account is asked for nothing on another: what they can pay was shared between them.
-- What is missed can still be made up; a plan that lapsed, or is paid, holds nothing back elsewhere.
keeper AS MATERIALIZED (
    SELECT p.customer_id, l.account_id
    FROM accounts_plan l
    JOIN accounts_party p ON p.account_id = l.account_id AND p.role IN {holder_roles}
     AND p.known_on <= %(horizon)s AND (p.until < %(day)s) IS NOT TRUE
    WHERE l.agreed_on <= %(day)s AND l.known_on <= %(horizon)s
      AND (l.ended_on < %(day)s AND l.end_known_on <= %(horizon)s) IS NOT TRUE
      AND NOT EXISTS (
          SELECT FROM accounts_planstatuschange t
          WHERE t.plan_id = l.id AND t."on" <= %(day)s AND (t.ends_before > %(day)s) IS NOT FALSE
            AND t.to_state IN ('complete', 'lapsed', 'ended')
      )
),
keeping AS MATERIALIZED (
    SELECT DISTINCT w.id
    FROM keeper k
    JOIN open_notices w ON w.recipient_id = k.customer_id AND w.account_id <> k.account_id
    WHERE w.nature = 'discretionary'
),
worded AS (
    SELECT id, (array_agg(wording ORDER BY array_position(
               '{estate,representative,counsel,neutral,corrected,undisputed}', wording)))[1] AS wording
    FROM bound
    WHERE wording <> ''
    GROUP BY id
),
-- What was written before to the same accounts. Of two that could go now the earlier one goes first.
before AS (
    SELECT w.id, bool_or(m.kind = w.after AND m.same_run AND (m.gone OR m.first AND m.failed)) AS followed,
           bool_or(m.first AND m.same_run AND m.same_person AND NOT m.gone AND NOT m.failed) AS first_waits,
           bool_or(m.first AND m.same_run AND (m.gone OR m.failed)) AS first_gone,
           bool_or(m.id <> w.id AND m.same_person AND (m.nature = 'discretionary' OR m.first)
                   AND (m.gone AND m."on" + w.gap_days > %(day)s
                        OR m.id < w.id AND m.state IN ('due', 'ready') AND w.state NOT IN ('ready', 'released'))
           ) AS too_soon,
           bool_or(m.offers_help AND (m.gone OR m.failed) AND m."on" + w.help_days > %(day)s) AS help_lately,
           bool_or(m.offers_help AND m.state IN ('due', 'suspended', 'ready')) AS help_waits,
           bool_or(m.invites AND m.same_run AND m.gone) AS invited,
           bool_or(w.quiet_days > 0 AND m.id <> w.id
                   AND (m.type IN ('promise-broken', 'help-needed') OR m.first AND w.type = 'help-needed')
                   AND (m.gone AND m."on" + w.quiet_days > %(day)s
                        OR w.state NOT IN ('ready', 'released')
                           AND ((m.id < w.id OR m.first) AND m.state IN ('due', 'ready')
                                -- Of two that one run lets go only the earlier one goes.
                                OR m.id < w.id AND m.state = 'suspended' AND m.type IN ('promise-broken', 'help-needed')))
           ) AS invited_lately,
           bool_or(w.type = 'corrected' AND m.type = 'corrected' AND m.same_person AND m.id < w.id
                   AND m.state IN ('due', 'ready', 'released', 'sending') AND w.state NOT IN ('ready', 'released')
           ) AS corrected_before
    FROM open_notices w
    JOIN LATERAL (
        SELECT m.id, m.kind, m.state, k.type, k.first, k.invites, k.nature,
               k.invites AND k.nature = 'service'
               AND (k.type <> 'help-needed' OR starts_with(m.occasion, 'help-needed plan-broken/')) AS offers_help, coalesce(m.sent_on, m.state_since::date) AS "on",
               m.state = ANY(%(gone)s) AS gone, m.state = 'failed' AS failed,
               m.run_since IS NOT DISTINCT FROM w.run_since AS same_run, m.recipient_id = w.recipient_id AS same_person
        FROM notices_notice m
        JOIN notice_kind k ON k.code = m.kind
        WHERE m.account_id = w.account_id AND m.state NOT IN ('cancelled', 'superseded')
    ) m ON true
    GROUP BY w.id
),
-- Questions that need rows of their own are asked inside the CASE: only where nothing before them has answered.
decided AS MATERIALIZED (
    SELECT w.*, d.wording, CASE WHEN w.type IN ('before-due', 'in-grace') THEN s.unpaid
                WHEN w.owes OR w.type IN ('past-due', 'days-past-due', 'missed-minimums', 'before-adverse-report')
                THEN s.past_due END AS past_due_now,
           CASE
               WHEN NOT r.is_party THEN 'not-a-party'
               WHEN NOT r.rightful AND w.type NOT IN ('case-opened', 'case-decided', 'corrected') THEN 'redirected'
               WHEN w.type IN ('before-due', 'in-grace') THEN CASE
                   WHEN s.account_id IS NULL THEN 'left-the-book'
                   WHEN s.problem IS NOT NULL OR s.unpaid > coalesce(s.tolerance, 0) THEN CASE
                       WHEN %(day)s > w.found_on + CASE w.type WHEN 'before-due' THEN w.days ELSE (
                           SELECT y.grace_days FROM accounts_account a
                           JOIN accounts_policy y ON y.product_id = a.product_id
                           WHERE a.id = w.account_id AND y.effective_from <= w.about::date AND y.known_on <= %(horizon)s
                           ORDER BY y.effective_from DESC, y.known_on DESC
                           LIMIT 1
                       ) - w.days END THEN 'overtaken'
                       WHEN s.problem IS NULL AND s.stage <> 'CURRENT' THEN 'past-due-already' END
                   ELSE 'paid' END
               WHEN w.owes AND s.account_id IS NULL THEN 'left-the-book'
               WHEN w.owes AND s.problem IS NULL AND s.stage = 'CURRENT' THEN 'not-past-due'
               WHEN w.owes AND EXISTS (
                   SELECT FROM accounts_stagechange c
                   WHERE c.account_id = w.account_id AND c."on" > w.found_on AND c."on" <= %(day)s
                     AND c.to_stage IN ('', 'CURRENT')
               ) THEN 'not-past-due'
               WHEN w.nature <> 'statutory' AND s.problem IS NULL
                    AND (w.type = 'missed-minimums' AND s.missed < w.count
                         OR w.type = 'days-past-due' AND s.days < w.days) THEN 'not-so'
               WHEN w.type = 'missed-minimums' AND w.account_id IN (SELECT account_id FROM made_up_account) THEN 'paid'
               WHEN w.type = 'promise-broken' AND w.about IN (SELECT reference FROM unbroken_promise) THEN 'not-so'
               WHEN w.type = 'plan-offered' AND NOT EXISTS (
                   SELECT FROM accounts_hardshipoffer f WHERE f.reference = w.about AND f.state IN ('approved', 'sent')
               ) THEN 'not-so'
               WHEN w.type IN ('plan-agreed', 'plan-instalment', 'plan-instalment-missed') AND EXISTS (
                   SELECT FROM accounts_plan p
                   WHERE p.reference = CASE w.type WHEN 'plan-agreed' THEN w.about ELSE left(w.about, -9) END
                     AND p.ended_on <= %(day)s AND p.end_known_on <= %(horizon)s
               ) THEN 'not-so'
               WHEN left(w.about, -9) IN (
                   SELECT reference FROM plan_state
                   WHERE w.type = 'plan-instalment-missed' AND state IN ('kept', 'complete', 'ended')
                      OR w.type = 'plan-complete' AND state IN ('kept', 'missed', 'lapsed')
               ) THEN 'not-so'
               WHEN w.type = 'help-needed' AND %(day)s > w.found_on + w.quiet_days THEN 'overtaken'
               WHEN w.type = 'help-needed' AND s.account_id IS NULL THEN 'left-the-book'
               WHEN w.type = 'help-needed' AND split_part(w.about, '/', 1) IN ('second-missed', 'later-stage', 'back-again')
                    AND s.problem IS NULL AND s.stage = 'CURRENT' THEN 'not-past-due'
               WHEN w.type IN ('plan-instalment', 'promise-instalment') AND %(day)s > to_date(right(w.about, 8), 'YYYYMMDD')
               THEN 'overtaken'
               WHEN w.type IN ('promise-made', 'promise-instalment') AND EXISTS (
                   SELECT FROM accounts_promise r
                   WHERE r.reference = CASE w.type WHEN 'promise-made' THEN w.about ELSE left(w.about, -9) END
                     AND r.cancelled_on <= %(day)s AND r.cancel_known_on <= %(horizon)s
               ) THEN 'not-so'
               WHEN w.type = 'up-to-date' AND s.problem IS NULL AND s.stage IS DISTINCT FROM 'CURRENT' THEN 'not-so'
               WHEN w.type IN ('hold-placed', 'hold-ended', 'estate') AND EXISTS (
                   SELECT FROM accounts_hold h
                   WHERE h.reference = w.about
                     AND (h.withdraw_known_on <= %(horizon)s
                          OR w.type = 'hold-ended' AND (coalesce(
                              CASE WHEN h.end_known_on <= %(horizon)s THEN h.ends_on END, h.lapses_on, 'infinity'
                          ) >= %(day)s))
               ) THEN 'not-so'
               WHEN w.type = 'case-decided' AND NOT EXISTS (
                   SELECT FROM accounts_case c
                   WHERE c.id = split_part(w.about, '/', 1)::bigint AND c.state = 'decided'
               ) THEN 'not-so'
               WHEN w.type = 'settled'
                    AND (s.account_id IS NOT NULL OR w.account_id IN (SELECT account_id FROM owing_account)) THEN 'not-so'
           END AS cancelled,
           CASE
               WHEN s.problem IS NOT NULL OR w.account_id IN (SELECT account_id FROM accounts_setaside) THEN 'set-aside'
               WHEN x.hold IS NOT NULL THEN 'hold ' || x.hold
               WHEN w.id IN (SELECT id FROM keeping) THEN 'hold hardship-plan'
               WHEN w.nature = 'discretionary' AND w.account_id IN (SELECT account_id FROM silenced_account) THEN 'promise'
               WHEN (w.owes OR w.type IN ('before-due', 'in-grace')) AND o.amount + coalesce(s.tolerance, 0)
                               >= CASE WHEN w.type IN ('before-due', 'in-grace') THEN s.unpaid ELSE s.past_due END
                    AND (w.nature <> 'statutory' OR w.due_by IS NULL OR %(day)s < w.due_by) THEN 'pending'
               WHEN (w.nature = 'discretionary' OR w.type = 'before-adverse-report') AND EXISTS (
                   SELECT FROM accounts_break v
                   WHERE v.account_id = w.account_id AND v.printed > v.ours AND v.found_on <= %(day)s
                     AND (v.settled_on <= %(day)s) IS NOT TRUE
                     AND (v.statement_date < s.oldest) IS NOT TRUE
               ) THEN 'break'
               WHEN w.after <> '' AND b.followed IS NOT TRUE THEN 'after ' || w.after
               WHEN b.corrected_before THEN 'correction'
               WHEN b.invited_lately THEN 'invited'
               -- what else the person gets on the day, over all kinds and accounts; law's own first
               WHEN w.nature <> 'statutory' AND w.most_a_day <= (
                   SELECT count(DISTINCT coalesce(m.joined_to_id, m.id))  -- letters, each about however many accounts
                   FROM notices_notice m
                   LEFT JOIN notice_kind k ON k.code = m.kind
                   WHERE m.recipient_id = w.recipient_id AND coalesce(m.joined_to_id, m.id) <> w.letter
                     AND (m.sent_on = %(day)s
                          OR m.state IN ('released', 'sending') AND m.state_since::date = %(day)s
                          OR w.state = 'ready' AND m.state = 'ready'
                             AND (k.nature = 'statutory' OR coalesce(m.joined_to_id, m.id) < w.letter))
               ) THEN 'daily-most'
               WHEN w.nature <> 'discretionary' THEN NULL
               WHEN NOT w.first AND w.run_since IS NOT NULL
                    AND w.jurisdiction IN (SELECT jurisdiction FROM notice_kind WHERE first)
                    AND (b.first_waits OR b.first_gone IS NOT TRUE) THEN 'first-reminder'
               WHEN b.help_waits AND w.type NOT IN ('before-due', 'in-grace') THEN 'help-invitation'
               WHEN w.gap_days > 0 AND b.too_soon
                    OR b.help_lately AND w.type NOT IN ('before-due', 'in-grace') THEN 'gap'
               WHEN NOT w.invites AND s.missed >= 2 AND w.run_since IS NOT NULL AND b.invited IS NOT TRUE
               THEN 'help-invitation'
           END AS suspended
    FROM open_notices w
    JOIN role r USING (id)
    LEFT JOIN account_state s ON s.account_id = w.account_id
    LEFT JOIN stopped x USING (id)
    LEFT JOIN worded d USING (id)
    LEFT JOIN before b USING (id)
    LEFT JOIN (SELECT account_id, sum(amount) AS amount FROM expected_payment GROUP BY account_id) o ON o.account_id = w.account_id
),
reached AS MATERIALIZED (
    SELECT d.*, cancelled IS NULL AND suspended IS NULL AND NOT EXISTS (
        SELECT FROM accounts_contactpoint p
        LEFT JOIN LATERAL (
            SELECT g.wrong FROM accounts_wrongnumber g WHERE g.value = p.normal ORDER BY g.id DESC LIMIT 1
        ) g ON p.normal <> ''
        LEFT JOIN LATERAL (
            SELECT q.what FROM accounts_contactremark q
            WHERE q.point_id = p.id AND q.what <> 'verified' ORDER BY q.id DESC LIMIT 1
        ) q ON true
        WHERE p.customer_id = d.recipient_id AND p.until IS NULL
          AND p.kind = ANY(ARRAY(SELECT CASE c WHEN 'letter' THEN 'address' WHEN 'sms' THEN 'phone' ELSE c END
                                 FROM unnest(d.channels) AS c))
          AND coalesce(g.wrong, false) = false AND coalesce(q.what, '') <> 'stopped'
          AND (p.kind <> 'phone' OR p.normal LIKE '+%%') AND (p.kind <> 'email' OR p.normal LIKE '%%@%%')
          AND (p.kind <> 'address' OR p.normal = '')  -- a town alone, or no fixed abode, is no address
    ) AS unreachable
    FROM decided d
)
SELECT id, account_id, kind, about, occasion_on, state AS from_state, reason AS from_reason, due_by, past_due_now,
       CASE WHEN cancelled IS NULL AND suspended IS NULL AND NOT unreachable THEN coalesce(wording, '') ELSE worded
       END AS wording,
       CASE WHEN cancelled IS NOT NULL THEN 'cancelled'
            WHEN suspended IS NOT NULL THEN 'suspended'
            WHEN unreachable THEN 'failed'
            WHEN state IN ('ready', 'released') AND (past_due_now <> seen) IS NOT TRUE
                 AND coalesce(wording, '') = worded THEN state
            ELSE 'due' END AS state,
       CASE WHEN cancelled IS NOT NULL THEN cancelled
            WHEN suspended IS NOT NULL THEN suspended
            WHEN unreachable THEN 'no-address'
            WHEN state IN ('ready', 'released') AND past_due_now <> seen THEN 'figures'
            WHEN state IN ('ready', 'released') AND coalesce(wording, '') <> worded THEN 'wording'
            WHEN state IN ('due', 'ready', 'released') THEN reason
            ELSE '' END AS reason
FROM reached

-- name: write_decisions
-- Write what was `notice_decision` to the notices, each change with its turn. One that is due again after a suspension has
-- a deadline anew where the old one has gone by, or does with the day; one that could not be reached and can now is issued anew.
WITH changed AS (
    UPDATE notices_notice n
    SET state = j.state, reason = j.reason, past_due = j.past_due_now, wording = j.wording,
        state_since = CASE WHEN n.state <> j.state OR n.reason <> j.reason THEN %(now)s ELSE n.state_since END,
        due_by = CASE WHEN j.from_state = 'suspended' AND j.state = 'due' AND n.due_by <= %(day)s THEN k.due_by
                      ELSE n.due_by END
    FROM notice_decision j
    JOIN notice_kind k ON k.code = j.kind
    WHERE n.id = j.id AND NOT (j.from_state = 'failed' AND j.state = 'due')
      AND (n.state, n.reason, n.past_due, n.wording) IS DISTINCT FROM (j.state, j.reason, j.past_due_now, j.wording)
    RETURNING n.id, n.state, n.reason
)
INSERT INTO notices_noticestatechange (notice_id, at, from_state, to_state, reason, by)
SELECT j.id, %(now)s, CASE WHEN w.id IS NULL THEN j.from_state ELSE '' END, j.state, j.reason, ''
FROM notice_decision j
LEFT JOIN changed c USING (id)
LEFT JOIN new_notice w USING (id)
WHERE NOT (j.from_state = 'failed' AND j.state = 'due')
  AND (w.id IS NOT NULL OR c.id IS NOT NULL AND (j.state, j.reason) <> (j.from_state, j.from_reason))
ORDER BY j.id

-- name: letters_to_break_up
-- Notices that were in a letter, maybe one with others, and that it is not for any more.
SELECT d.id FROM notice_decision d
WHERE d.from_state IN ('ready', 'released') AND d.state <> d.from_state
UNION
SELECT supersedes FROM new_notice WHERE supersedes IS NOT NULL
UNION
SELECT via FROM new_notice WHERE via IS NOT NULL
