-- What must hold of every account, asked of a shard of ids: (account_id, day, problem) for each that does not.
-- Spans say what the closes wrote, changes say how it came about; each is held against the other.
WITH span AS MATERIALIZED (
    SELECT s.*, lag(s.stage) OVER life AS stage_before, lag(s.ends_before) OVER life AS before_ended,
           lead(s.starts_on) OVER life AS next_starts
    FROM accounts_stagespan s
    WHERE s.account_id = ANY(%(ids)s)
    WINDOW life AS (PARTITION BY s.account_id ORDER BY s.starts_on)
),
expected AS (
    SELECT account_id, starts_on AS "on",
           CASE WHEN before_ended = starts_on THEN stage_before ELSE '' END AS from_stage, stage AS to_stage
    FROM span
    UNION ALL
    SELECT account_id, ends_before, stage, '' FROM span
    WHERE ends_before IS NOT NULL AND next_starts IS DISTINCT FROM ends_before
),
change AS (
    SELECT account_id, "on", from_stage, to_stage FROM accounts_stagechange WHERE account_id = ANY(%(ids)s)
),
run AS (
    SELECT account_id, starts_on, stage, stage_since,
           max(starts_on) FILTER (WHERE stage IS DISTINCT FROM stage_before OR before_ended <> starts_on)
               OVER (PARTITION BY account_id ORDER BY starts_on) AS began,
           min(stage) OVER so_far <> max(stage) OVER so_far AS had_another
    FROM span
    WINDOW so_far AS (PARTITION BY account_id ORDER BY starts_on)
)
SELECT account_id, starts_on, 'its spans overlap' FROM span WHERE before_ended > starts_on
UNION ALL
SELECT account_id, next_starts, 'an open span is followed by another' FROM span
WHERE ends_before IS NULL AND next_starts IS NOT NULL
UNION ALL
SELECT account_id, "on", 'its spans move from ' || coalesce(nullif(from_stage, ''), 'outside the book') || ' to '
       || coalesce(nullif(to_stage, ''), 'outside the book') || ', but no stage change says so'
FROM (SELECT * FROM expected WHERE from_stage <> to_stage EXCEPT SELECT * FROM change) unsaid
UNION ALL
SELECT account_id, "on", 'a stage change says ' || coalesce(nullif(from_stage, ''), 'outside the book') || ' to '
       || coalesce(nullif(to_stage, ''), 'outside the book') || ', but its spans do not'
FROM (SELECT * FROM change EXCEPT SELECT * FROM expected) unfounded
UNION ALL
SELECT account_id, starts_on, 'its stage is said to last since ' || coalesce(stage_since::text, 'ever')
FROM run WHERE stage_since IS DISTINCT FROM CASE WHEN had_another THEN began END
