-- An event is to be analysed again: it counts as one whose model failed, which the second look finds. Its score stays until then.
-- returns  state (current, deleted), current_version, answer: the event as it is now; no row when there is none
with known as (
    select e as r, e.id, e.version, e.deleted_at from events e where e.id = :?id for update
), changed as (
    update events e set analysis_status = 'fallback', analysis_error = 'requested', version = e.version + 1,
        second_look_at = now(), second_look_failures = 0
    from known k
    where e.id = k.id and k.deleted_at is null
      and ((e.analysis_status, e.analysis_error) is distinct from ('fallback', 'requested') or e.second_look_at is null)
    returning e as r
), announced as (
    insert into outbox (type, message)
    select 'event.updated', jsonb_build_object('type', 'event.updated', 'data', {message}) from changed
)
select case when k.deleted_at is null then 'current' else 'deleted' end as state, k.version as current_version, ({item})::text as answer
from known k, (select coalesce((select r from changed), (select r from known)) as r) p
