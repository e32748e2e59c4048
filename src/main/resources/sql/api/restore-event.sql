-- A deleted event comes back, and the message about it, in one statement; one that is not deleted stays as it is
-- returns  the event; no row when there is none
with known as (
    select e as r, e.id, e.deleted_at from events e where e.id = :?id for update
), changed as (
    update events e set deleted_at = null, version = e.version + 1
    from known k
    where e.id = k.id and k.deleted_at is not null
    returning e as r
), announced as (
    insert into outbox (type, message)
    select 'event.updated', jsonb_build_object('type', 'event.updated', 'data', {message}) from changed
)
select ({item})::text as answer from known, (select coalesce((select r from changed), (select r from known)) as r) p
