-- One image and its detections, in one statement and idempotent by image: delivered twice it changes nothing, whatever the detector says
-- the second time, and returns the same detections again, less those that a batch has taken already.
-- image  {camera_id, camera_name, folder_path, file_path, file_hash, media_type, width, height, bytes, captured_at, seen_at,
--           inference_ms, pipeline_start_time, timings, detections: [{object_type, confidence, bbox: {x, y, width, height}}]}
-- returns  the message for batch_queue: {camera_id, image_id, pipeline_start_time, detections: [...]}; null when no detection is left for a batch
with input as (
    select cast(:?image as jsonb) as j
), known as (
    select c.id, c.status, c.name, c.last_seen_at, c.xmin from cameras c, input where c.id = j->>'camera_id'
), camera as (
    insert into cameras as c (id, name, folder_path, status, last_seen_at)
    select j->>'camera_id', j->>'camera_name', j->>'folder_path', 'online', (j->>'seen_at')::timestamptz
    from input
    where not exists (select 1 from known k where k.status = 'online'
                      and k.last_seen_at > (j->>'seen_at')::timestamptz - interval '5 seconds')
    on conflict (id) do update
        set status = 'online', last_seen_at = greatest(c.last_seen_at, excluded.last_seen_at)
    returning c.id, c.name
), came_online as ( -- the key names the version of the row that was found offline: statements side by side have found the same one
    insert into outbox (type, message, message_key)
    select 'camera_status', jsonb_build_object('type', 'camera_status', 'data', jsonb_build_object(
               'event_type', 'camera.online', 'camera_id', camera.id, 'camera_name', camera.name, 'status', 'online',
               'previous_status', coalesce((select status from known), 'unknown'), 'reason', 'image received',
               'timestamp', iso(now()))),
           'camera.online:' || camera.id || ':' || coalesce((select xmin::text from known), 'new')
    from camera
    where coalesce((select status from known), 'unknown') <> 'online'
    on conflict (message_key) do nothing
), refused as ( -- what was refused before is detected now
    select i.id from images i, input
    where i.camera_id = j->>'camera_id' and i.file_path = j->>'file_path' and i.file_hash = j->>'file_hash' and i.status = 'rejected'
), image as (
    insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, inference_ms, detection_count, status)
    select j->>'camera_id', j->>'file_path', j->>'file_hash', (j->>'width')::int, (j->>'height')::int, (j->>'bytes')::bigint,
           (j->>'captured_at')::timestamptz, (j->>'inference_ms')::real, jsonb_array_length(j->'detections'), 'detected'
    from input
    on conflict (camera_id, file_path, file_hash) do update
        set captured_at = excluded.captured_at, status = 'detected', reject_reason = null, reject_detail = null,
            processed_at = case when images.status = 'detected' then images.processed_at else now() end,
            detection_count = case when images.status = 'detected' then images.detection_count else excluded.detection_count end
    returning id, xmax = 0 as is_new
), stored as (
    insert into detections (image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence,
                            bbox_x, bbox_y, bbox_width, bbox_height)
    select image.id, d.ordinal, j->>'camera_id', j->>'file_path', j->>'media_type', (j->>'captured_at')::timestamptz,
           d.item->>'object_type', (d.item->>'confidence')::real,
           (d.item->'bbox'->>'x')::int, (d.item->'bbox'->>'y')::int, (d.item->'bbox'->>'width')::int, (d.item->'bbox'->>'height')::int
    from image, input, jsonb_array_elements(j->'detections') with ordinality as d (item, ordinal)
    where image.is_new or exists (select 1 from refused)
    on conflict (image_id, ordinal) do nothing
    returning detections.*, detection_message(detections) as message
), announced as (
    insert into outbox (type, message) select 'detection.new', message from stored order by id
), open_detections as (
    select id, object_type, confidence, bbox_x, bbox_y, bbox_width, bbox_height, detected_at, file_path from stored
    union all
    select d.id, d.object_type, d.confidence, d.bbox_x, d.bbox_y, d.bbox_width, d.bbox_height, d.detected_at, d.file_path
    from image join detections d on d.image_id = image.id
    where not image.is_new
      and (d.batch_id is null or d.batch_id = 'fast_path_' || d.id)
      and not exists (select 1 from event_detections ed where ed.detection_id = d.id)
)
select case when exists (select 1 from open_detections) then jsonb_build_object(
           'camera_id', j->>'camera_id', 'image_id', (select id from image), 'pipeline_start_time', j->>'pipeline_start_time', 'timings', j->'timings',
           'detections', (select jsonb_agg(jsonb_build_object(
               'id', id, 'object_type', object_type, 'confidence', trim_scale(round(confidence::numeric, 4)),
               'bbox', jsonb_build_object('x', bbox_x, 'y', bbox_y, 'width', bbox_width, 'height', bbox_height),
               'detected_at', iso(detected_at), 'file_path', file_path) order by id) from open_detections))::text end as message
from input
