-- Newest statements whose effective due date is some days from a day on, and whose minimum is not paid by then.
-- For products: least days from sending, whether due dates roll, what the greatest of due date and sent + least
-- days must be, and what that makes of it. As known on the day; only those that are worth to be asked of the whole rule.
SELECT c.account_id, c.product_id, c.statement_date, f.type, f.days
FROM unnest(%(products)s::bigint[], %(least)s::int[], %(rolls)s::boolean[], %(dues)s::date[], %(types)s::text[],
            %(days)s::int[]) AS f (product_id, least_days, rolls, due, type, days)
CROSS JOIN LATERAL (
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.due_date = f.due AND c.sent_on + f.least_days <= f.due
    UNION ALL
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.sent_on = f.due - f.least_days AND c.due_date < f.due
      AND c.sent_on > c.statement_date
    UNION ALL
    SELECT c.* FROM accounts_billingcycle c
    WHERE c.product_id = f.product_id AND c.statement_date = f.due - f.least_days AND c.due_date < f.due
      AND c.sent_on = c.statement_date
) c
CROSS JOIN LATERAL (
    SELECT p.grace_days, p.least_days, p.rolls FROM accounts_policy p
    WHERE p.product_id = c.product_id AND p.effective_from <= c.statement_date AND p.known_on <= %(day)s
    ORDER BY p.effective_from DESC, p.known_on DESC
    LIMIT 1
) y
WHERE c.known_on <= %(day)s AND c.statement_date <= %(day)s AND c.minimum_due > 0 AND y.least_days = f.least_days
  AND y.rolls = f.rolls
  AND (f.type = 'before-due' OR y.grace_days >= f.days)
  AND (%(ids)s::bigint[] IS NULL OR c.account_id = ANY(%(ids)s::bigint[]))
  AND NOT EXISTS (
      SELECT FROM accounts_billingcycle l
      WHERE l.account_id = c.account_id AND l.statement_date <= %(day)s AND l.known_on <= %(day)s
        AND (l.statement_date, l.known_on, l.stated_known_on) > (c.statement_date, c.known_on, c.stated_known_on)
  )
  AND c.minimum_due > (
      SELECT coalesce(sum(p.amount), 0) FROM accounts_payment p
      WHERE p.account_id = c.account_id AND p.posted_on > c.statement_date AND p.value_on <= %(day)s
        AND p.known_on <= %(day)s AND (p.returned_on <= %(day)s AND p.return_known_on <= %(day)s) IS NOT TRUE
  )
