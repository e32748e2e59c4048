-- Events counted by level, status and camera
with counted as (
    select t.risk_level, t.analysis_status, t.camera_id, t.reviewed, t.flagged, count(*) as n
    from events t
    where {conditions}
    group by 1, 2, 3, 4, 5
)
select jsonb_build_object(
           'total_events', coalesce(sum(n), 0),
           'unreviewed_events', coalesce(sum(n) filter (where not reviewed), 0),
           'flagged_events', coalesce(sum(n) filter (where flagged), 0),
           'events_by_risk_level', jsonb_build_object(
               'low', coalesce(sum(n) filter (where risk_level = 'low'), 0), 'medium', coalesce(sum(n) filter (where risk_level = 'medium'), 0),
               'high', coalesce(sum(n) filter (where risk_level = 'high'), 0), 'critical', coalesce(sum(n) filter (where risk_level = 'critical'), 0)),
           'events_by_analysis_status', jsonb_build_object(
               'complete', coalesce(sum(n) filter (where analysis_status = 'complete'), 0),
               'provisional', coalesce(sum(n) filter (where analysis_status = 'provisional'), 0),
               'fallback', coalesce(sum(n) filter (where analysis_status = 'fallback'), 0),
               'rules', coalesce(sum(n) filter (where analysis_status = 'rules'), 0)),
           'events_by_camera', coalesce((select jsonb_agg(jsonb_build_object('camera_id', c.camera_id, 'camera_name', k.name, 'event_count', c.n)
                                                          order by c.n desc, c.camera_id)
                                         from (select camera_id, sum(n) as n from counted group by camera_id) c join cameras k on k.id = c.camera_id), '[]'))::text
       as stats
from counted
