-- What a person says about an event, and the message about it, in one statement. Nothing happens when the event is not in the version
-- that the person has seen, when it is deleted, or when all is as it is to be.
-- changes  {reviewed, flagged, notes, snooze_until, version}, each of them only when it was sent
-- returns  state (current, stale, deleted), current_version, answer: the event as it is now; no row when there is none
with input as (
    select cast(:?changes as jsonb) as j
), known as (
    select e as r, e.id, e.version, e.deleted_at from events e where e.id = :?id for update
), wanted as (
    select id, version,
           case when deleted_at is not null then 'deleted' when (j->>'version')::int <> version then 'stale' else 'current' end as state,
           coalesce((j->>'reviewed')::boolean, (r).reviewed) as reviewed,
           coalesce((j->>'flagged')::boolean, (r).flagged) as flagged,
           case when j->'notes' is null then (r).notes else j->>'notes' end as notes,
           case when j->'snooze_until' is null then (r).snooze_until else (j->>'snooze_until')::timestamptz end as snooze_until
    from known, input
), changed as (
    update events e
    set reviewed = w.reviewed, flagged = w.flagged, notes = w.notes, snooze_until = w.snooze_until, version = e.version + 1
    from wanted w
    where e.id = w.id and w.state = 'current'
      and (e.reviewed, e.flagged, e.notes, e.snooze_until) is distinct from (w.reviewed, w.flagged, w.notes, w.snooze_until)
    returning e as r
), announced as (
    insert into outbox (type, message)
    select 'event.updated', jsonb_build_object('type', 'event.updated', 'data', {message}) from changed
)
select w.state, w.version as current_version, ({item})::text as answer
from wanted w, (select coalesce((select r from changed), (select r from known)) as r) p
