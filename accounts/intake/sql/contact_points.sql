-- `one_form` has that of every number and e-mail to come. An empty value ends what was said before.
ANALYZE to_come
--;
UPDATE accounts_contactpoint p
SET until = now()
FROM to_come n
WHERE p.customer_id = n.customer_id AND p.kind = n.kind AND p.source = 'intake' AND p.until IS NULL
--;
INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
SELECT n.customer_id, n.kind, n.value, coalesce(f.normal, ''), 'intake', now(), ''
FROM to_come n
LEFT JOIN one_form f USING (place)
WHERE n.value <> ''
ORDER BY n.place
