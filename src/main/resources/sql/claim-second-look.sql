-- Takes the oldest event that waits for its second look and sets the next one back, so that no other instance takes it meanwhile and a
-- crash only delays it.
-- returns  event_id, camera_id and the scene as it was judged first, as one JSON document; no row when none waits
with due as (
    select id from events
    where analysis_status in ('fallback', 'provisional') and second_look_at <= now() and deleted_at is null
    -- not by when it is due: a look that failed puts an old event off by a minute, and not behind all that came later
    order by started_at, id
    limit 1
    for update skip locked
), event as (
    update events e set second_look_at = now() + interval '15 minutes'
    from due
    where e.id = due.id
    returning e.*
), recent as (
    select r.camera_id, r.object_types, r.risk_score,
           greatest(0, round(extract(epoch from e.ended_at - r.ended_at) / 60))::int as minutes_ago
    from event e join events r on r.started_at > e.started_at - interval '1 hour' and r.started_at <= e.ended_at
    where r.id <> e.id and r.deleted_at is null
    order by r.started_at desc, r.id desc
    limit 10
)
select e.id as event_id, e.camera_id, jsonb_build_object(
           'batch_id', e.batch_id, 'camera_id', e.camera_id,
           'camera_name', coalesce((select name from cameras c where c.id = e.camera_id), e.camera_id),
           'started_at', iso(e.started_at), 'ended_at', iso(e.ended_at), 'is_fast_path', e.is_fast_path,
           'detections', (select jsonb_agg(jsonb_build_object(
               'id', d.id, 'object_type', d.object_type, 'confidence', trim_scale(round(d.confidence::numeric, 4)),
               'bbox', bbox(d), 'detected_at', iso(d.detected_at), 'file_path', d.file_path) order by d.id)
               from event_detections ed join detections d on d.id = ed.detection_id where ed.event_id = e.id),
           'findings', e.findings,
           'recent_activity', coalesce((select jsonb_agg(to_jsonb(recent)) from recent), '[]'))::text as scene
from event e
