-- A book of %(n)s accounts: four products, 28 statement days, nine statements each from March to November 2026
-- (the last of them after the eve for most), payments as people pay: most in time, a sixth now and then some
-- days late, one in fifteen not any more. Inserted by date, so that the rows of an account lie scattered, as in
-- life.
INSERT INTO accounts_product (code, jurisdiction, currency)
VALUES ('CN-CLASSIC', 'CN', 'CNY'), ('CN-GOLD', 'CN', 'CNY'), ('US-PLAIN', 'US', 'USD'), ('GB-PLAIN', 'GB', 'GBP')
--;
INSERT INTO accounts_policy (product_id, effective_from, grace_days, tolerance, least_days, known_on, rolls)
SELECT id, '0001-01-01', CASE jurisdiction WHEN 'CN' THEN 3 ELSE 1 END, 1000,
       CASE jurisdiction WHEN 'US' THEN 21 ELSE 0 END, '0001-01-01', jurisdiction = 'US'
FROM accounts_product
--;
INSERT INTO accounts_customer (reference, name)
SELECT 'C' || i, 'Customer ' || i FROM generate_series(1, %(n)s) i
--;
INSERT INTO accounts_account (reference, product_id, language, time_zone, opened_on, known_on, credit_limit,
                              last4, branch)
SELECT 'A' || to_hex(i * 2654435761 %% 4294967296), (SELECT min(id) FROM accounts_product) + i %% 4, 'en', 'Asia/Shanghai', %(eve)s, %(eve)s,
       1000000, lpad((i %% 10000)::text, 4, '0'), 'B' || i %% 50
FROM generate_series(1::bigint, %(n)s) i
--;
INSERT INTO accounts_party (account_id, customer_id, role)
SELECT a.id, c.id, 'cardholder'
FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_account) a
JOIN (SELECT id, row_number() OVER (ORDER BY id) AS place FROM accounts_customer) c USING (place)
--;
-- `habit`: below 560 pays in time, below 930 late every other time, the rest stops paying at `stops`.
CREATE TABLE bench_cycle AS
SELECT l.id, l.product_id, c, make_date(2026, 3 + c, l.day) AS statement, l.minimum, l.habit, l.stops,
       CASE WHEN l.habit >= 930 THEN greatest(0, c - l.stops) * l.minimum ELSE 0 END AS past_due,
       abs(hashint8extended(l.id, 7 + c)) AS chance
FROM (
    SELECT id, product_id, 1 + (h %% 28)::int AS day, (h / 28 %% 1000)::int AS habit, 3 + (h / 13 %% 6)::int AS stops,
           CASE WHEN h / 7 %% 100 < 15 THEN 0 ELSE 2000 + h / 11 %% 38000 END AS minimum
    FROM (SELECT id, product_id, abs(hashint8extended(id, 1)) AS h FROM accounts_account) x
) l
CROSS JOIN generate_series(0, 9) c
--;
CREATE TABLE bench_payment AS
SELECT id, c, minimum, CASE WHEN chance %% 200 = 3 THEN paid_on + 4 END AS returned_on, paid_on
FROM (
    SELECT *, statement + CASE WHEN habit BETWEEN 560 AND 929 AND chance %% 2 = 0 THEN 24 + (chance / 3 %% 5)::int
                               ELSE 3 + (chance / 5 %% 16)::int END AS paid_on
    FROM bench_cycle
    WHERE minimum > 0 AND NOT (habit >= 930 AND c >= stops)
) p
--;
INSERT INTO accounts_billingcycle (account_id, product_id, statement_date, due_date, balance, minimum_due,
                                   past_due, sent_on, known_on, stated_known_on)
SELECT id, product_id, statement, statement + 20, 100000 + chance %% 500000, minimum + past_due, past_due,
       statement, statement, statement
FROM bench_cycle WHERE c < 9
ORDER BY statement, chance
--;
INSERT INTO accounts_payment (reference, account_id, posted_on, value_on, amount, kind, known_on, returned_on,
                              return_known_on)
SELECT 'P' || id || '-' || c, id, paid_on, paid_on, minimum, 'payment', paid_on, returned_on, returned_on
FROM bench_payment WHERE c < 9
ORDER BY paid_on, id %% 1009
--;
-- One account in twenty has promised what it owes: three promises of a month, the last of them made lately.
INSERT INTO accounts_promise (reference, made_on, known_on, cancel_reason, cancelled_by, taken_by, approved_by)
SELECT 'PR' || id || '-' || n, made_on, greatest(made_on, %(eve)s), '', '', '', ''
FROM accounts_account
CROSS JOIN generate_series(0, 2) n
CROSS JOIN LATERAL (SELECT %(eve)s::date + 1 - (abs(hashint8extended(id, 3)) %% 14)::int - 14 * n AS made_on) m
WHERE id %% 20 = 7
ORDER BY made_on, id %% 1009
--;
INSERT INTO accounts_promisedaccount (promise_id, account_id)
SELECT id, split_part(substr(reference, 3), '-', 1)::bigint FROM accounts_promise
--;
INSERT INTO accounts_promisedinstalment (promise_id, account_id, due_on, grace_ends_on, amount)
SELECT c.promise_id, c.account_id, d.due_on, d.due_on, 3000
FROM accounts_promisedaccount c
JOIN accounts_promise p ON p.id = c.promise_id
CROSS JOIN LATERAL (SELECT p.made_on + 1 + (abs(hashint8extended(p.id, 5)) %% 12)::int AS due_on) d
--;
-- One account in twenty is on hold: plans and disputed amounts on accounts, disasters and illness on persons, begun
-- in the hundred days before the night and the week after, two in three of them ended by then or soon.
INSERT INTO accounts_hold (reference, account_id, customer_id, kind, starts_on, ends_on, channel, disputed_amount,
                           statement_date, known_on, end_known_on, reason)
SELECT 'H' || a.id, CASE WHEN k.place < 3 THEN a.id END, CASE WHEN k.place > 2 THEN p.customer_id END, k.kind,
       s.starts_on, e.ends_on, '', CASE WHEN k.place = 2 THEN 2000 END,
       CASE WHEN k.place = 2 THEN (SELECT max(c.statement_date) FROM accounts_billingcycle c
                                   WHERE c.account_id = a.id AND c.statement_date <= s.starts_on) END,
       greatest(s.starts_on, %(eve)s), CASE WHEN e.ends_on IS NOT NULL THEN greatest(e.ends_on, %(eve)s) END, ''
FROM (SELECT id, abs(hashint8extended(id, 11)) AS chance FROM accounts_account WHERE id %% 20 = 3) a
JOIN accounts_party p ON p.account_id = a.id
CROSS JOIN LATERAL (SELECT %(eve)s::date + 7 - (a.chance %% 107)::int AS starts_on) s
CROSS JOIN LATERAL (
    SELECT CASE WHEN a.chance / 107 %% 3 > 0 THEN s.starts_on + (a.chance / 321 %% 60)::int END AS ends_on
) e
JOIN (VALUES (1, 'hardship-plan'), (2, 'dispute'), (3, 'disaster'), (4, 'serious-illness')) AS k (place, kind)
  ON k.place = 1 + a.chance / 7 %% 4
--;
-- One account in fifty is on a plan of six months, agreed in the hundred days before the night; every fifth of its
-- payments is missing.
INSERT INTO accounts_hold (reference, account_id, kind, starts_on, channel, known_on, reason)
SELECT 'PL' || id, id, 'hardship-plan', s.agreed_on, '', greatest(s.agreed_on, %(eve)s), ''
FROM accounts_account
CROSS JOIN LATERAL (SELECT %(eve)s::date - (abs(hashint8extended(id, 13)) %% 100)::int AS agreed_on) s
WHERE id %% 50 = 11
--;
INSERT INTO accounts_plan (reference, account_id, hold_id, agreed_on, option, cure_days, known_on, end_reason)
SELECT reference, account_id, id, starts_on, 'reduced', 14, known_on, ''
FROM accounts_hold WHERE starts_with(reference, 'PL')
--;
INSERT INTO accounts_planinstalment (plan_id, due_on, grace_ends_on, amount)
SELECT p.id, d.due_on, d.due_on, 3000
FROM accounts_plan p
CROSS JOIN generate_series(0, 5) n
CROSS JOIN LATERAL (SELECT (p.agreed_on + 7 + make_interval(months => n))::date AS due_on) d
--;
INSERT INTO accounts_payment (reference, account_id, posted_on, value_on, amount, kind, known_on)
SELECT 'PP' || i.id, p.account_id, i.due_on, i.due_on, i.amount, 'payment', i.due_on
FROM accounts_planinstalment i
JOIN accounts_plan p ON p.id = i.plan_id
WHERE i.due_on <= %(eve)s::date + 1 AND abs(hashint8extended(i.id, 17)) %% 5 > 0
ORDER BY i.due_on, p.account_id %% 1009
