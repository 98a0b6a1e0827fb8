(
    -- from the due date `u` on to the first day that the calendar of the product, as known by the horizon, works
    WITH RECURSIVE walk AS (
        SELECT u.due AS day
        UNION ALL
        SELECT w.day + 1
        FROM walk w
        WHERE NOT coalesce((
            SELECT k.works FROM accounts_product p
            JOIN accounts_calendarday k ON k.calendar = {calendar} AND k.day = w.day
            WHERE p.id = n.product_id AND k.known_on <= n.horizon
            ORDER BY k.known_on DESC, k.id DESC
            LIMIT 1
        ), extract(isodow FROM w.day) < 6)
    )
    SELECT max(day) FROM walk
)
