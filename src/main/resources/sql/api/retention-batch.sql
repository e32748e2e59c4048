-- The oldest rows, as far as they are too old. Only the first few are looked at, by id: nothing is searched, however big the tables are.
-- days, image_hours  how long events and rows of images are kept; batch  how many of each
-- returns  {events: [id], images: [{id, file_path, file_hash, captured_at}], detections}
with old_events as (
    select id from (select id, created_at from events order by id limit cast(:?batch as bigint)) e
    where created_at < now() - make_interval(days => cast(:?days as int))
), old_images as (
    select i.id, i.file_path, i.file_hash, i.captured_at
    from (select id, file_path, file_hash, captured_at, processed_at from images order by id limit cast(:?batch as bigint)) i
    where i.processed_at < now() - make_interval(secs => cast(:?image_hours as double precision) * 3600)
      and not exists (select 1 from detections d join event_detections ed on ed.detection_id = d.id
                      where d.image_id = i.id and ed.event_id not in (select id from old_events))
)
select jsonb_build_object(
           'events', coalesce((select jsonb_agg(id order by id) from old_events), '[]'),
           'images', coalesce((select jsonb_agg(jsonb_build_object('id', id, 'file_path', file_path, 'file_hash', file_hash,
                                                                   'captured_at', iso(captured_at)) order by id) from old_images), '[]'),
           'detections', (select count(*) from detections d join old_images i on i.id = d.image_id))::text as batch
