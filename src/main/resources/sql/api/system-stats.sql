-- The last 24 hours in numbers. What grows with the whole database is counted up to 10,000 only.
with recent as (
    select risk_level, analysis_status from events where started_at > now() - interval '24 hours' and deleted_at is null
), unreviewed as (
    select count(*) as n from (select from events where not reviewed and deleted_at is null limit 10001) e
)
select jsonb_build_object(
           'cameras', (select jsonb_build_object('online', count(*) filter (where status = 'online'),
                           'offline', count(*) filter (where status = 'offline'), 'total', count(*)) from cameras where deleted_at is null),
           'images_24h', (select jsonb_build_object('detected', count(*) filter (where status = 'detected'),
                              'rejected', count(*) filter (where status = 'rejected')) from images where processed_at > now() - interval '24 hours'),
           'detections_24h', (select count(*) from detections where detected_at > now() - interval '24 hours'),
           'events_24h', (select jsonb_build_object('total', count(*),
                              'by_risk_level', jsonb_build_object('low', count(*) filter (where risk_level = 'low'),
                                  'medium', count(*) filter (where risk_level = 'medium'), 'high', count(*) filter (where risk_level = 'high'),
                                  'critical', count(*) filter (where risk_level = 'critical')),
                              'by_analysis_status', jsonb_build_object('complete', count(*) filter (where analysis_status = 'complete'),
                                  'provisional', count(*) filter (where analysis_status = 'provisional'),
                                  'fallback', count(*) filter (where analysis_status = 'fallback'), 'rules', count(*) filter (where analysis_status = 'rules')))
                          from recent),
           'unreviewed_events', (select least(n, 10000) from unreviewed),
           'unreviewed_events_is_exact', (select n <= 10000 from unreviewed))::text as stats
