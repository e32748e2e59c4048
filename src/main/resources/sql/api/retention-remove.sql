-- Removes rows that retention-batch.sql found; detections and links go with them. Clients that may still show an event are told that it is gone.
-- events, images  ids as JSON
with gone_events as (
    delete from events e where e.id in (select value::bigint from jsonb_array_elements_text(cast(:?events as jsonb)))
    returning e as r
), announced as (
    insert into outbox (type, message)
    select 'event.deleted', jsonb_build_object('type', 'event.deleted', 'data', {message} || jsonb_build_object('version', (r).version + 1))
    from gone_events where (r).deleted_at is null order by (r).id
)
delete from images where id in (select value::bigint from jsonb_array_elements_text(cast(:?images as jsonb)))
