-- What several kinds of files share.

-- name: match_accounts
-- The staged rows beside the account that they are about.
{rows_with_account}

-- part: rows_with_account
SELECT i.*, a.id AS account_id, a.product_id, p.jurisdiction, p.currency AS of_currency, c.places, c.units
FROM incoming i
LEFT JOIN accounts_account a ON a.reference = i.account
LEFT JOIN accounts_product p ON p.id = a.product_id
LEFT JOIN currency_places c ON c.code = p.currency
