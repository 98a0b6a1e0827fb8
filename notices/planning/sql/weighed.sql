-- Notices in hand with what their kind says, locked until the transaction ends.
SELECT n.id, n.account_id, n.kind, n.recipient_id, n.state, n.reason, n.due_by, n.run_since,
       coalesce(c.said, n.past_due) AS seen, n.wording AS worded, n.occasion_on, coalesce(n.found_on, n.occasion_on) AS found_on,
       substr(n.occasion, strpos(n.occasion, ' ') + 1) AS about, k.type, k.days, k.count, k.nature, k.owes, k.first,
       k.gap_days, k.invites, k.after, k.channels, k.jurisdiction
FROM notices_notice n
JOIN notice_kind k ON k.code = n.kind
LEFT JOIN LATERAL (  -- what the letter says
    SELECT (c.figures -> 'values' ->> CASE WHEN k.type IN ('before-due', 'in-grace') THEN 'minimum_left'
                                           ELSE 'past_due' END)::bigint AS said
    FROM notices_noticecontent c
    WHERE c.notice_id = n.id
    ORDER BY c.id DESC
    LIMIT 1
) c ON n.state IN ('ready', 'released')
WHERE (n.state IN ('due', 'suspended', 'ready', 'released') OR n.state = 'failed' AND n.reason = 'no-address')
  AND (%(notices)s::bigint[] IS NULL OR n.id = ANY(%(notices)s::bigint[]))
ORDER BY n.id
FOR UPDATE OF n
