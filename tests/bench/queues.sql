-- A book for the pages of the workspace: %(n)s people with an account each, closed on the eve, as the night would
-- leave it. One in three is past due, in a stage by how long; so many people wait in every queue, and are found by
-- every search for many, that ten thousand fill a page of each: full pages are held against full pages. Read only,
-- so that the foreign keys of what is many are given up for the time that loading takes.
DO $$
DECLARE key record;
BEGIN
    FOR key IN SELECT conrelid::regclass AS of, conname FROM pg_constraint
               WHERE contype = 'f' AND conrelid::regclass::text ~ '^accounts_' LOOP
        EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', key.of, key.conname);
    END LOOP;
END $$
--;
ALTER TABLE accounts_customer DISABLE TRIGGER USER
--;
INSERT INTO accounts_businessday (day, started_at, closed_at, looked_at, moved, set_aside, resumed, release_note,
                                  released_by)
VALUES (%(eve)s, %(eve)s::date + interval '20 hours', %(eve)s::date + interval '21 hours', 0, 0, 0, 0, '', '')
--;
INSERT INTO accounts_product (code, jurisdiction, currency)
VALUES ('CN-CLASSIC', 'CN', 'CNY'), ('CN-GOLD', 'CN', 'CNY'), ('CN-PLAIN', 'CN', 'CNY'), ('CN-BLUE', 'CN', 'CNY')
--;
INSERT INTO accounts_policy (product_id, effective_from, grace_days, tolerance, least_days, known_on, rolls)
SELECT id, '0001-01-01', 3, 1000, 0, '0001-01-01', false FROM accounts_product
--;
-- Names as real ones are spread: 300 family names and 7,919 given ones, the most frequent borne by one person in 17 and
-- in 89, so that the most frequent whole name is that of 650 in a million, and most are that of one or two.
INSERT INTO accounts_customer (reference, name)
SELECT 'C' || i,
       initcap(translate(left(md5('family ' || (300 * power(abs(hashint8extended(i, 2)) / 9223372036854775808.0, 2))::int), 7),
                         '0123456789', 'ghijklmnop')) || ' ' ||
       initcap(translate(left(md5('given ' || (7919 * power(abs(hashint8extended(i, 3)) / 9223372036854775808.0, 2))::int), 7),
                         '0123456789', 'ghijklmnop'))
FROM generate_series(1, %(n)s) i
--;
INSERT INTO accounts_account (reference, product_id, language, time_zone, opened_on, known_on, credit_limit, last4, branch)
SELECT 'A' || to_hex(i * 2654435761 %% 4294967296), (SELECT min(id) FROM accounts_product) + i %% 4, 'en', 'Asia/Shanghai',
       '2025-01-01', '2025-01-01', 1000000, lpad((i %% 20)::text, 4, '0'), 'B' || i %% 50
FROM generate_series(1::bigint, %(n)s) i
--;
INSERT INTO accounts_party (account_id, customer_id, role)
SELECT a.id, c.id, 'cardholder'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_account) a
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_customer) c USING (place)
--;
INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
SELECT id, 'phone', '+86138' || lpad(id::text, 8, '0'), '+86138' || lpad(id::text, 8, '0'), 'intake', '2026-01-01', ''
FROM accounts_customer
--;
-- The last statement of each: its payment was due from one to 120 days before the eve, and has not come of one in three.
CREATE TABLE bench_due AS
SELECT id, product_id, id %% 3 = 0 AS late, %(eve)s::date - 1 - (h %% 120)::int AS due,
       2000 + h / 120 %% 38000 AS minimum, (h %% 120)::int + 1 AS days
FROM (SELECT id, product_id, abs(hashint8extended(id, 1)) AS h FROM accounts_account) a
--;
INSERT INTO accounts_billingcycle (account_id, product_id, statement_date, due_date, balance, minimum_due, past_due,
                                   sent_on, known_on, stated_known_on)
SELECT id, product_id, due - 20, due, 500000, minimum, 0, due - 20, due - 20, due - 20 FROM bench_due
--;
INSERT INTO accounts_payment (reference, account_id, posted_on, value_on, amount, kind, known_on)
SELECT 'P' || id, id, due - 3, due - 3, minimum, 'payment', due - 3 FROM bench_due WHERE NOT late
--;
INSERT INTO accounts_stagespan (account_id, starts_on, stage, stage_since, past_due, statements_missed,
                                oldest_missed_statement, oldest_missed_due)
SELECT id, due + 1, CASE WHEN NOT late THEN 'CURRENT' WHEN days <= 30 THEN 'M0' WHEN days <= 60 THEN 'M1'
                         WHEN days <= 90 THEN 'M2' ELSE 'M3' END,
       due + 1, CASE WHEN late THEN minimum ELSE 0 END, late::int, CASE WHEN late THEN due - 20 END,
       CASE WHEN late THEN due END
FROM bench_due
--;
-- One late account in five has promised to pay lately: one in three of these waits, of the rest every second broke.
INSERT INTO accounts_promise (reference, made_on, known_on, cancel_reason, cancelled_by, taken_by, approved_by)
SELECT 'PR' || id, %(eve)s::date - (id / 15 %% 20)::int - 2, %(eve)s, '', '', '', '' FROM bench_due WHERE id %% 15 = 0
--;
INSERT INTO accounts_promisedaccount (promise_id, account_id)
SELECT id, substr(reference, 3)::bigint FROM accounts_promise
--;
INSERT INTO accounts_promisedinstalment (promise_id, account_id, due_on, grace_ends_on, amount)
SELECT c.promise_id, c.account_id, p.made_on + 30, p.made_on + 30, 3000
FROM accounts_promisedaccount c JOIN accounts_promise p ON p.id = c.promise_id
--;
INSERT INTO accounts_promisestatuschange (promise_id, "on", from_state, to_state)
SELECT id, made_on + 1, CASE WHEN id %% 3 = 0 THEN '' ELSE 'open' END,
       CASE WHEN id %% 3 = 0 THEN 'open' WHEN id %% 2 = 0 THEN 'broken' ELSE 'kept' END
FROM accounts_promise
--;
INSERT INTO accounts_hold (reference, account_id, kind, starts_on, channel, known_on, reason)
SELECT 'PL' || id, id, 'hardship-plan', %(eve)s::date - 60, '', %(eve)s, '' FROM bench_due WHERE id %% 100 = 3
--;
INSERT INTO accounts_plan (reference, account_id, hold_id, agreed_on, option, cure_days, known_on, end_reason)
SELECT reference, account_id, id, starts_on, 'reduced', 14, known_on, '' FROM accounts_hold
--;
INSERT INTO accounts_planstatuschange (plan_id, "on", from_state, to_state)
SELECT id, %(eve)s::date - (id %% 20)::int, 'kept', CASE WHEN id %% 3 = 0 THEN 'lapsed' ELSE 'missed' END FROM accounts_plan
--;
INSERT INTO accounts_case (account_id, customer_id, kind, channel, opened_on, about, acknowledge_by, acknowledge_rule,
                           resolve_rule, state, acknowledged_on, resolve_by, extension_asked, outcome, credit)
SELECT account_id, customer_id, 'complaint', 'call', %(eve)s::date - 9, 'x', %(eve)s::date - 4, '', '', 'open',
       CASE WHEN account_id %% 2 = 0 THEN %(eve)s::date - 8 END, %(eve)s::date + (account_id %% 40)::int - 3, false, '', 0
FROM accounts_party WHERE account_id %% 200 = 1
--;
INSERT INTO accounts_helprequest (account_id, asked_on, note, taken_by, taken_at, outcome, reason, explanation, decided_by)
SELECT id, %(eve)s::date - (id %% 30)::int, '', 'bench', %(eve)s::date::timestamptz, '', '', '', ''
FROM bench_due WHERE id %% 200 = 5
--;
INSERT INTO accounts_callback (customer_id, account_id, day, time, zone, at, asked, number, note, owner, made_by, made_at,
                               outcome, settled_by, settled_note)
SELECT customer_id, account_id, %(eve)s::date + 1, '09:00', 'Asia/Shanghai',
       (%(eve)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '9 hours' - make_interval(secs => account_id),
       'call', '', '', '', 'bench',
       %(eve)s::date::timestamptz, '', '', ''
FROM accounts_party WHERE account_id %% 200 = 2
--;
INSERT INTO accounts_hold (reference, customer_id, kind, starts_on, review_on, channel, known_on, reason)
SELECT 'V' || account_id, customer_id, 'vulnerable', %(eve)s::date - 40, %(eve)s::date - (account_id %% 9)::int, '',
       %(eve)s, ''
FROM accounts_party WHERE account_id %% 60 = 6
--;
-- Three in a hundred are left in peace by a hold, and letters of one in a hundred came back.
INSERT INTO accounts_hold (reference, customer_id, kind, starts_on, channel, known_on, reason)
SELECT 'D' || account_id, customer_id, 'disaster', %(eve)s::date - 20, '', %(eve)s, ''
FROM accounts_party WHERE account_id %% 33 = 7
--;
INSERT INTO notices_notice (reference, account_id, kind, occasion, occasion_on, recipient_id, issue, remedied_by, remedy,
                            state, reason, state_since, wording)
SELECT 'N' || account_id, account_id, 'cn-overdue', 'run ' || account_id, %(eve)s::date - 10, customer_id, 1, '', '',
       'returned', 'moved', %(eve)s::date::timestamptz, ''
FROM accounts_party WHERE account_id %% 100 = 6
--;
-- The keys of the names, as the index makes them.
INSERT INTO accounts_namekeys (customer_id, keys)
SELECT id, string_to_array(lower(name), ' ')::varchar[] FROM accounts_customer
--;
INSERT INTO accounts_namekey (key)
SELECT split_part(lower(name), ' ', 1) FROM accounts_customer UNION
SELECT split_part(lower(name), ' ', 2) FROM accounts_customer
