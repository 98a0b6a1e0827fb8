-- People who wait otherwise than for a call about the debt, as a share of the book, and how everybody is reached.
INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
SELECT id, 'phone', '+86138' || lpad(id::text, 8, '0'), '+86138' || lpad(id::text, 8, '0'), 'intake',
       '2026-01-01', ''
FROM accounts_customer
--;
INSERT INTO accounts_case (account_id, customer_id, kind, channel, opened_on, about, acknowledge_by, acknowledge_rule,
                           resolve_rule, state, acknowledged_on, resolve_by, extension_asked, outcome, credit)
SELECT account_id, customer_id, 'complaint', 'call', %(eve)s::date - 9, 'x', %(eve)s::date - 4, '', '', 'open',
       CASE WHEN account_id %% 2 = 0 THEN %(eve)s::date - 8 END, %(eve)s::date + (account_id %% 40)::int - 3, false, '', 0
FROM accounts_party WHERE account_id %% 200 = 1
--;
INSERT INTO accounts_callback (customer_id, account_id, day, time, zone, at, asked, number, note, owner, made_by, made_at,
                               outcome, settled_by, settled_note)
SELECT customer_id, account_id, %(eve)s::date + 1, '09:00', 'Asia/Shanghai',
       (%(eve)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' + interval '9 hours', 'call', '', '', '', 'bench',
       %(eve)s::date::timestamptz, '', '', ''
FROM accounts_party WHERE account_id %% 200 = 2
--;
INSERT INTO accounts_hold (reference, customer_id, kind, starts_on, review_on, channel, known_on, reason)
SELECT 'V' || account_id, customer_id, 'vulnerable', %(eve)s::date - 40, %(eve)s::date - (account_id %% 9)::int, '',
       %(eve)s, ''
FROM accounts_party WHERE account_id %% 200 = 4
--;
-- The keys of the names, as the index makes them.
INSERT INTO accounts_namekeys (customer_id, keys)
SELECT id, ARRAY[split_part(name, ' ', 2), 'customer', '~kstmr']::varchar[] FROM accounts_customer
--;
INSERT INTO accounts_namekey (key)
SELECT split_part(name, ' ', 2) FROM accounts_customer UNION VALUES ('customer'), ('~kstmr')
--;
DELETE FROM accounts_unindexedname
