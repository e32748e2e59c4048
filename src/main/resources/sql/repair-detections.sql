-- Stored detections that are in no batch for too long: their message was lost with Redis. Oldest first, at most 1,000 images.
-- seconds  the time; returns one message for batch_queue per image, as store-detections.sql does
select i.id as image_id, jsonb_build_object(
           'camera_id', i.camera_id, 'image_id', i.id, 'pipeline_start_time', iso(i.processed_at),
           'detections', jsonb_agg(jsonb_build_object(
               'id', d.id, 'object_type', d.object_type, 'confidence', trim_scale(round(d.confidence::numeric, 4)),
               'bbox', bbox(d), 'detected_at', iso(d.detected_at), 'file_path', d.file_path) order by d.id))::text as message
from detections d join images i on i.id = d.image_id
where d.batch_id is null
  and i.processed_at < now() - make_interval(secs => cast(:?seconds as double precision))
group by i.id
order by i.id
limit 1000
