-- Whether account `a` is in the book on a day, by what is known by the horizon: opened, and not gone since.
a.opened_on <= %(day)s AND a.known_on <= %(horizon)s AND coalesce((
    SELECT e.reason FROM accounts_exit e
    WHERE e.account_id = a.id AND e."on" <= %(day)s AND e.known_on <= %(horizon)s
    ORDER BY e."on" DESC
    LIMIT 1
), 'recalled') = 'recalled'
