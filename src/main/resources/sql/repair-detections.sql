-- Stored detections that are in no closed batch for too long: their message, or their batch, was lost with Redis. Oldest first, at most 1,000
-- images. The look begins where the last one found nothing missing; the last hour is looked at again each time, because an id may become visible
-- later than the next one.
-- window   how long a batch may be open
-- seconds  how much longer they may take
-- returns  one message for batch_queue per image, as store-detections.sql does, with the mark "repaired"
with unchecked as materialized (
    select d.id, d.image_id, d.batch_id, i.processed_at
    from detections d join images i on i.id = d.image_id
    where d.id > (select checked_to from batch_repair)
), checked as (
    update batch_repair
    set checked_to = greatest(checked_to, (select least(min(id) filter (where batch_id is null or processed_at > now() - interval '1 hour') - 1, max(id)) from unchecked))
    where exists (select 1 from unchecked)
)
select i.id as image_id, jsonb_build_object(
           'camera_id', i.camera_id, 'image_id', i.id, 'pipeline_start_time', iso(i.processed_at), 'repaired', true,
           'detections', jsonb_agg(jsonb_build_object(
               'id', d.id, 'object_type', d.object_type, 'confidence', trim_scale(round(d.confidence::numeric, 4)),
               'bbox', bbox(d), 'detected_at', iso(d.detected_at), 'file_path', d.file_path) order by d.id))::text as message
from unchecked u join detections d on d.id = u.id join images i on i.id = u.image_id
where u.batch_id is null
  and u.processed_at < now() - make_interval(secs => cast(:?window as double precision) + cast(:?seconds as double precision))
group by i.id
order by i.id
limit 1000
