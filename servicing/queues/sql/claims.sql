-- Claims of people: whoever takes one is the only one who has it.

-- name: claim_first_free
-- Of these people, in their order, the first whom nobody has and nobody is just taking. The lock lasts as long as
-- the statement; what was claimed since it began is refused by the row itself, which only a lapsed lease lets go.
-- A record of the claim is begun, and that of one that lapsed is ended.
WITH wanted AS (
    SELECT * FROM unnest(%(customers)s::bigint[], %(accounts)s::bigint[], %(waiting_since)s::date[], %(dues)s::date[])
        WITH ORDINALITY AS w (customer_id, account_id, waiting_since, due_on, place)
), picked AS (
    SELECT w.customer_id, w.account_id, w.waiting_since, w.due_on
    FROM wanted w
    JOIN accounts_customer u ON u.id = w.customer_id
    WHERE NOT EXISTS (SELECT FROM servicing_claim c
                      WHERE c.customer_id = u.id AND c.holder <> '' AND c.leased_until > %(now)s)
    ORDER BY w.place
    LIMIT 1
    FOR NO KEY UPDATE OF u SKIP LOCKED
), claimed AS (
    INSERT INTO servicing_claim AS c (customer_id, account_id, queue, holder, how, fence, taken_at, leased_until,
                                      waiting_since, due_on, note)
    SELECT p.customer_id, p.account_id, %(queue)s, %(holder)s, %(how)s, 1, %(now)s, %(until)s, p.waiting_since,
           p.due_on, %(note)s
    FROM picked p
    ON CONFLICT (customer_id) DO UPDATE
    SET account_id = excluded.account_id, queue = excluded.queue, holder = excluded.holder, how = excluded.how,
        fence = c.fence + 1, taken_at = excluded.taken_at, leased_until = excluded.leased_until,
        waiting_since = excluded.waiting_since, due_on = excluded.due_on, note = excluded.note
    WHERE c.holder = '' OR c.leased_until <= %(now)s
    RETURNING c.customer_id, c.account_id, c.queue, c.holder, c.how, c.fence, c.taken_at, c.waiting_since, c.due_on,
              c.note
), lapsed AS (
    UPDATE servicing_claimrecord r
    SET ended_at = o.leased_until, "end" = 'lapsed'
    FROM claimed k
    JOIN servicing_claim o ON o.customer_id = k.customer_id
    WHERE r.customer_id = k.customer_id AND r.ended_at IS NULL
)
INSERT INTO servicing_claimrecord (customer_id, account_id, queue, holder, how, fence, began_at, waiting_since, due_on,
                                   note, "end", ended_by, end_reason)
SELECT k.customer_id, k.account_id, k.queue, k.holder, k.how, k.fence, k.taken_at, k.waiting_since, k.due_on, k.note,
       '', '', ''
FROM claimed k
RETURNING customer_id, account_id, queue, holder, how, fence, began_at, waiting_since, due_on, note
