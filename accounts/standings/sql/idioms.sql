-- What statements say again and again.

-- part: holder_roles
-- The roles of whoever holds an account: their holds bind it.
('cardholder', 'joint-holder')

-- part: newest_statement_first
-- Cycles `c`, the newest statement first, and of its versions the one that became known last.
c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
