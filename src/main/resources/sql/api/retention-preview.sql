-- What retention would remove now
with old_events as (
    select count(*) as n from events where created_at < now() - make_interval(days => cast(:?days as int))
), old_images as (
    select count(*) as n, coalesce(sum(detection_count), 0) as detections
    from images where processed_at < now() - make_interval(secs => cast(:?image_hours as double precision) * 3600)
)
select jsonb_build_object('events', e.n, 'images', i.n, 'detections', i.detections, 'retention_days', cast(:?days as int))::text as preview
from old_events e, old_images i
