-- What one shard (`looked_at`, answered in `answer`) does to the open spans, held side by side in `held`.
INSERT INTO accounts_pendingstagechange (account_id, why, span, from_stage, to_stage, stage_since, past_due,
                            statements_missed, oldest_missed_statement, oldest_missed_due, problem)
SELECT id, ARRAY(SELECT code FROM unnest(%(codes)s) WITH ORDINALITY AS c (code, place)
                 WHERE why & (1 << place::int - 1) <> 0 ORDER BY code),
       span, coalesce(stage, ''), coalesce(new_stage, ''), stage_since, new_past_due, statements_missed,
       oldest_missed_statement, oldest_missed_due, coalesce(problem, '')
FROM held
WHERE moves OR problem IS NOT NULL
--;
-- The balance is that of the newest statement: where none is new, it is the same before and after.
INSERT INTO accounts_shardtally (shard_id, product_id, stage, entered, moved_in, moved_out, departed,
                                 balance, past_due)
SELECT %(shard)s, c.product_id, e.stage,
       coalesce(sum(c.accounts) FILTER (WHERE e.after AND c.stage IS NULL), 0),
       coalesce(sum(c.accounts) FILTER (WHERE e.after AND c.stage <> c.stage_after), 0),
       coalesce(sum(c.accounts) FILTER (WHERE NOT e.after AND c.stage <> c.stage_after), 0),
       coalesce(sum(c.accounts) FILTER (WHERE NOT e.after AND c.stage_after IS NULL), 0),
       sum(e.balance), sum(e.past_due)
FROM (
    SELECT h.product_id, h.stage, h.stage_after, count(*) AS accounts,
           sum(h.past_due) AS past_due, sum(h.past_due_after) AS past_due_after, sum(h.new_balance) AS balance_after,
           sum(CASE WHEN h.new_balance IS NOT NULL AND (h.why & %(statement)s) = 0 THEN h.new_balance
                    ELSE coalesce(h.balance_before, (
                        SELECT c.balance FROM accounts_billingcycle c
                        WHERE c.account_id = h.id AND c.statement_date < %(day)s AND c.known_on < %(day)s
                        ORDER BY c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
                        LIMIT 1
                    ), 0) END) AS balance
    FROM (
        SELECT id, product_id, why, stage, past_due, balance_before, new_balance,
               CASE WHEN problem IS NULL THEN new_stage ELSE stage END AS stage_after,
               CASE WHEN problem IS NULL THEN new_past_due ELSE past_due END AS past_due_after
        FROM held
        WHERE moves OR problem IS NOT NULL OR (why & %(statement)s) <> 0
        UNION ALL
        SELECT id, product_id, why, 'CURRENT', 0, balance_before, balance, 'CURRENT', 0
        FROM looked_at
        WHERE quiet AND balance IS NOT NULL
    ) h
    GROUP BY h.product_id, h.stage, h.stage_after
) c
CROSS JOIN LATERAL (
    VALUES (false, c.stage, -c.balance, -c.past_due), (true, c.stage_after, c.balance_after, c.past_due_after)
) AS e (after, stage, balance, past_due)
WHERE e.stage IS NOT NULL
GROUP BY c.product_id, e.stage
