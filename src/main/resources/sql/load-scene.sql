-- What the judge of a batch sees: its detections, its camera and the recent activity around it.
-- job  a job of analysis_queue; returns one JSON document, or no row when the batch has its verdict already
with input as (
    select cast(:?job as jsonb) as j
), event as (
    select e.id, e.analysis_status from events e, input where e.batch_id = j->>'batch_id'
), batch as (
    select d.* from detections d, input
    where d.id = any (array(select value::bigint from jsonb_array_elements_text(j->'detection_ids')))
      and not exists (select 1 from event_detections ed
                      where ed.detection_id = d.id and ed.event_id is distinct from (select id from event))
), recent as (
    select e.camera_id, e.object_types, e.risk_score,
           greatest(0, round(extract(epoch from (j->>'closed_at')::timestamptz - e.ended_at) / 60))::int as minutes_ago
    from events e, input
    where e.started_at > (j->>'started_at')::timestamptz - interval '1 hour'
      and e.started_at <= (j->>'closed_at')::timestamptz
      and e.batch_id <> j->>'batch_id'
      and e.deleted_at is null
    order by e.started_at desc, e.id desc
    limit 10
)
select jsonb_build_object(
           'batch_id', j->>'batch_id', 'camera_id', j->>'camera_id',
           'camera_name', coalesce((select name from cameras c where c.id = j->>'camera_id'), j->>'camera_id'),
           'started_at', iso((select min(detected_at) from batch)), 'ended_at', iso((select max(detected_at) from batch)),
           'is_fast_path', (j->>'is_fast_path')::boolean,
           'detections', (select jsonb_agg(jsonb_build_object(
               'id', id, 'object_type', object_type, 'confidence', trim_scale(round(confidence::numeric, 4)),
               'bbox', jsonb_build_object('x', bbox_x, 'y', bbox_y, 'width', bbox_width, 'height', bbox_height),
               'detected_at', iso(detected_at), 'file_path', file_path) order by id) from batch),
           'findings', '[]'::jsonb,
           'recent_activity', coalesce((select jsonb_agg(to_jsonb(recent)) from recent), '[]'))::text as scene
from input
where exists (select 1 from batch)
  and not exists (select 1 from event where analysis_status <> 'provisional')
