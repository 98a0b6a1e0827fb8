INSERT INTO accounts_party (account_id, customer_id, role)
SELECT a.id, c.id, 'cardholder'
FROM (SELECT DISTINCT account, customer FROM taken JOIN verdict USING (line) WHERE what <> 'conflicting') t
JOIN accounts_account a ON a.reference = t.account
JOIN accounts_customer c ON c.reference = t.customer
ON CONFLICT (account_id, customer_id, role) WHERE until IS NULL DO NOTHING
