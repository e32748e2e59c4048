-- An event goes out of sight, and the message about it, in one statement; deleted twice changes nothing
-- returns  the event's id; no row when there is none
with known as (
    select e.id, e.deleted_at from events e where e.id = :?id for update
), changed as (
    update events e set deleted_at = now(), version = e.version + 1
    from known k
    where e.id = k.id and k.deleted_at is null
    returning e as r
), announced as (
    insert into outbox (type, message)
    select 'event.deleted', jsonb_build_object('type', 'event.deleted', 'data', {message}) from changed
)
select id from known
