-- Rows of the events {from} to {to}: each has 4 pictures with 3, 2, 3 and 2 detections. All values follow from the number of the event, so
-- that the tables fit together without a join and parts can be made side by side. Times end now and begin 30 days ago.
create temporary table made as
select e, timestamptz '{now}' - ({events} - e) * interval '30 days' / {events} as at,
       (array['front_door', 'garden', 'garage', 'driveway', 'back_door', 'street', 'terrace', 'gate', 'hall', 'cellar', 'shed', 'pool',
              'balcony', 'attic', 'stairs', 'yard'])[1 + floor(16 * power((e * 7919 % 1000) / 1000::float8, 1.5))::int] as camera,
       (array['person', 'person', 'person', 'person', 'person', 'person', 'person', 'person', 'car', 'car', 'car', 'car', 'car', 'car', 'dog', 'dog',
              'cat', 'bicycle', 'truck', 'bird'])[1 + e * 104729 % 20] as type,
       (array['person', 'car', 'car', 'dog', 'cat', 'bird', 'person', 'bus'])[1 + e * 1299709 % 8] as other,
       (e * 15485863 % 100)::int as score
from generate_series({from}::bigint, {to}::bigint) e;

insert into events (id, batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, llm_prompt, verdict, analysis_status,
                    object_types, detection_count, enrichment_status, timings, reviewed, flagged, created_at, deleted_at)
overriding system value
select e, 'batch-' || e, camera, at, at + interval '20 seconds', score,
       case when score < 70 then 'low' when score < 90 then 'medium' when score < 98 then 'high' else 'critical' end,
       initcap(type) || ' and ' || other || ' at the ' || replace(camera, '_', ' ') || ', '
           || (array['walking past', 'standing still', 'leaving quickly', 'looking around', 'waiting at the fence', 'coming home'])[1 + e % 6]
           || case when e % 10000 = 1 then ' with a ladder' else '' end,
       'The ' || type || ' was seen in ' || 2 + e % 3 || ' of 4 pictures and ' || (array['came closer', 'went away', 'did not move'])[1 + e % 3]
           || '. Daylight and the size of the box make the detection reliable; nothing was carried, no face was covered and no door was tried. '
           || 'The same ' || other || ' passes ' || e % 7 || ' times a week, which is part of the usual activity of this street.',
       'Camera ' || camera || ', detections: ' || type || ', ' || other,
       jsonb_build_object('risk_score', score, 'summary', type || ' and ' || other, 'recommended_action', 'Review camera footage', 'risk_factors',
           jsonb_build_array(jsonb_build_object('factor_name', 'nighttime_activity', 'contribution', 15, 'description', 'It happened late at night'),
                             jsonb_build_object('factor_name', 'known_object', 'contribution', -10, 'description', 'It was seen here before'))),
       case when e % 50 = 0 then 'fallback' when e % 20 = 0 then 'rules' else 'complete' end,
       case when type < other then array[type, other] when type = other then array[type] else array[other, type] end, 10,
       '{"status": "full", "services": {"florence": "ok", "clip": "ok", "enrichment": "ok"}}', '{"detected": 120, "batched": 30500, "analyzed": 4200}',
       e < {events} * 0.6, e % 500 = 0, at + interval '40 seconds', case when e % 100 = 0 then at + interval '1 day' end
from made;

insert into images (id, camera_id, file_path, file_hash, width, height, bytes, captured_at, processed_at, inference_ms, detection_count, status)
overriding system value
select (e - 1) * 4 + k + 1, camera, '/srv/cameras/' || camera || '/picture-' || (e - 1) * 4 + k + 1 || '.jpg', md5(e::text) || md5(k || '-' || e), 1920, 1080, 412345,
       at + k * interval '5 seconds', at + k * interval '5 seconds' + interval '1 second', 55.5, 3 - k % 2, 'detected'
from made, generate_series(0, 3) k;

insert into detections (id, image_id, ordinal, camera_id, file_path, file_type, detected_at, object_type, confidence, bbox_x, bbox_y, bbox_width, bbox_height,
                        enrichment_data, batch_id)
overriding system value
select (e - 1) * 10 + j + 1, (e - 1) * 4 + k + 1, 1 + j - (array[0, 3, 5, 8])[k + 1], camera, '/srv/cameras/' || camera || '/picture-' || (e - 1) * 4 + k + 1 || '.jpg',
       'image/jpeg', at + k * interval '5 seconds', case when j < 7 then type else other end, (400 + (e * 31 + j * 97) % 600) / 1000.0, 100 + j, 150, 200, 400,
       case when j = 0 then '{"caption": "A person walks along a path beside a house"}'::jsonb end, 'batch-' || e
from made, generate_series(0, 9) j, lateral (select (array[0, 0, 0, 1, 1, 2, 2, 2, 3, 3])[j + 1] as k) picture;

insert into event_detections select (d - 1) / 10 + 1, d from generate_series(({from}::bigint - 1) * 10 + 1, {to}::bigint * 10) d;

drop table made
