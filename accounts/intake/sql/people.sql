-- What a file says of people, taken over: `stated_person` beside `recorded_person`. Where it differs the name is
-- replaced and kept, and each detail gets a row in `changed_detail`, which still lacks its one form.

-- name: keep_former_names
INSERT INTO accounts_formername (customer_id, name, replaced_at)
SELECT s.id, s.name, now()
FROM stated_person w
JOIN recorded_person s ON s.reference = w.customer
WHERE s.name <> w.name

-- name: add_customers
INSERT INTO accounts_customer AS c (reference, name)
SELECT customer, name FROM stated_person
ON CONFLICT (reference) DO UPDATE SET name = excluded.name WHERE c.name <> excluded.name

-- name: find_changed_details
INSERT INTO changed_detail (place, customer_id, kind, value, jurisdiction)
SELECT row_number() OVER (ORDER BY c.id, d.kind) AS place, c.id AS customer_id, d.kind, d.value, w.jurisdiction
FROM stated_person w
JOIN accounts_customer c ON c.reference = w.customer
LEFT JOIN recorded_person s ON s.id = c.id
CROSS JOIN LATERAL (VALUES
    ('phone', w.phone, s.phone), ('email', w.email, s.email), ('address', w.address, s.address)
) AS d (kind, value, before)
WHERE d.value <> coalesce(d.before, '')

-- name: details_to_normalise
SELECT place, kind, value, jurisdiction
FROM changed_detail
WHERE place > %(after)s AND value <> ''
ORDER BY place
LIMIT %(size)s

-- name: end_contact_points
-- An empty value ends what was said before.
UPDATE accounts_contactpoint p
SET until = now()
FROM changed_detail n
WHERE p.customer_id = n.customer_id AND p.kind = n.kind AND p.source = 'intake' AND p.until IS NULL

-- name: add_contact_points
INSERT INTO accounts_contactpoint (customer_id, kind, value, normal, source, since, entered_by)
SELECT n.customer_id, n.kind, n.value, coalesce(f.normal, ''), 'intake', now(), ''
FROM changed_detail n
LEFT JOIN normalised_detail f USING (place)
WHERE n.value <> ''
ORDER BY n.place
