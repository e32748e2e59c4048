-- Removes rows that retention-batch.sql found; detections and links go with them
-- events, images  ids as JSON
with gone_events as (
    delete from events where id in (select value::bigint from jsonb_array_elements_text(cast(:?events as jsonb)))
)
delete from images where id in (select value::bigint from jsonb_array_elements_text(cast(:?images as jsonb)))
