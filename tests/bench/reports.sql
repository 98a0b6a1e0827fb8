-- A book of %(n)s accounts as the closes of %(first)s to %(last)s would leave it: nine statements each, and stages as
-- people go through them. One in five was late in that time; of these most paid within weeks, the others went on
-- from stage to stage.
-- The rows fit each other by how they are made: the database need not look each of them up.
DO $$
DECLARE k record;
BEGIN
    FOR k IN SELECT conrelid::regclass AS relation, conname FROM pg_constraint
             WHERE contype = 'f' AND conrelid IN ('accounts_billingcycle'::regclass, 'accounts_stagespan'::regclass)
    LOOP
        EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', k.relation, k.conname);
    END LOOP;
END $$
--;
INSERT INTO accounts_product (code, jurisdiction, currency)
VALUES ('CN-CLASSIC', 'CN', 'CNY'), ('CN-GOLD', 'CN', 'CNY'), ('US-PLAIN', 'US', 'USD'), ('GB-PLAIN', 'GB', 'GBP')
--;
INSERT INTO accounts_policy (product_id, effective_from, grace_days, tolerance, least_days, known_on, rolls)
SELECT id, '0001-01-01', CASE jurisdiction WHEN 'CN' THEN 3 ELSE 1 END, 1000,
       CASE jurisdiction WHEN 'US' THEN 21 ELSE 0 END, '0001-01-01', jurisdiction = 'US'
FROM accounts_product
--;
INSERT INTO accounts_account (reference, product_id, language, time_zone, opened_on, known_on, credit_limit,
                              last4, branch)
SELECT 'A' || to_hex(i * 2654435761 %% 4294967296), (SELECT min(id) FROM accounts_product) + i %% 4, 'en',
       'Asia/Shanghai', '2020-01-01', '0001-01-01', 1000000, lpad((i %% 10000)::text, 4, '0'), 'B' || i %% 50
FROM generate_series(1::bigint, %(n)s) i
--;
INSERT INTO accounts_billingcycle (account_id, product_id, statement_date, due_date, balance, minimum_due,
                                   past_due, sent_on, known_on, stated_known_on)
SELECT id, product_id, s.day, s.day + 20, 100000 + abs(hashint8extended(id, c)) %% 500000, 10000, 0, s.day, s.day, s.day
FROM generate_series(0, 8) c
CROSS JOIN (SELECT id, product_id, 1 + (abs(hashint8extended(id, 1)) %% 28)::int AS day FROM accounts_account) a
CROSS JOIN LATERAL (SELECT make_date(2026, 3 + c, a.day) AS day) s
WHERE s.day <= %(last)s
ORDER BY s.day, abs(hashint8extended(id, c))
--;
INSERT INTO accounts_businessday (day, started_at, closed_at, looked_at, moved, set_aside, resumed, released_by,
                                  release_note)
SELECT day, day, day + interval '1 day', 0, 0, 0, 0, '', ''
FROM generate_series(%(first)s::date, %(last)s::date, interval '1 day') AS d (day)
--;
-- `late` on a day of that time; `cured` so many days later, or not.
CREATE TABLE bench_life AS
SELECT id, h %% 5 = 0 AS was_late, %(first)s::date + 5 + (h / 5 %% 390)::int AS late,
       CASE WHEN h / 7 %% 10 < 8 THEN 3 + (h / 11 %% 25)::int END AS cured
FROM (SELECT id, abs(hashint8extended(id, 2)) AS h FROM accounts_account) a
--;
INSERT INTO accounts_stagespan (account_id, starts_on, ends_before, stage, stage_since, past_due, statements_missed,
                                oldest_missed_statement, oldest_missed_due)
SELECT l.id, s.starts_on, CASE WHEN s.ends_before <= %(last)s THEN s.ends_before END, s.stage, s.starts_on,
       CASE s.missed WHEN 0 THEN 0 ELSE 10000 * s.missed END, s.missed,
       CASE WHEN s.missed > 0 THEN l.late - 24 END, CASE WHEN s.missed > 0 THEN l.late - 4 END
FROM bench_life l
CROSS JOIN LATERAL (
    VALUES (%(first)s::date, CASE WHEN l.was_late THEN l.late END, 'CURRENT', 0),
           (l.late, l.late + coalesce(l.cured, 10), 'M0', 1),
           (l.late + l.cured, NULL, 'CURRENT', 0),
           (CASE WHEN l.cured IS NULL THEN l.late + 10 END, l.late + 40, 'M1', 1),
           (CASE WHEN l.cured IS NULL THEN l.late + 40 END, l.late + 70, 'M2', 2),
           (CASE WHEN l.cured IS NULL THEN l.late + 70 END, NULL, 'M3', 3)
) AS s (starts_on, ends_before, stage, missed)
WHERE s.starts_on <= %(last)s AND (l.was_late OR s.starts_on = %(first)s)
ORDER BY s.starts_on, abs(hashint8extended(l.id, 3))
--;
INSERT INTO accounts_daytally (day_id, product_id, stage, opening, entered, moved_in, moved_out, departed, closing,
                               balance, past_due)
SELECT d.day, a.product_id, s.stage, 0, count(*), 0, 0, 0, count(*), coalesce(sum(c.balance), 0), sum(s.past_due)
FROM unnest(%(told)s::date[]) AS d (day)
JOIN accounts_stagespan s ON s.starts_on <= d.day AND (s.ends_before IS NULL OR s.ends_before > d.day)
JOIN accounts_account a ON a.id = s.account_id
LEFT JOIN LATERAL (
    SELECT c.balance FROM accounts_billingcycle c
    WHERE c.account_id = s.account_id AND c.statement_date <= d.day
    ORDER BY c.statement_date DESC
    LIMIT 1
) c ON true
GROUP BY 1, 2, 3
