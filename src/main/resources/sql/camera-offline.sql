-- Cameras of which nothing was looked at for a while, and the messages about them, in one statement: each change is told once, however
-- many instances look. A camera whose pictures came and were refused has a fault; one that sent none is offline, unless none ever came.
-- returns  the cameras that changed, for the log; null when none did
with silent as (
    select c.id, c.status as previous_status, case when refused.reason is null then 'offline' else 'error' end as status,
           case when refused.reason is null then 'no image for ' || cast(:?seconds as text) || ' s'
                else 'no usable image for ' || cast(:?seconds as text) || ' s, the latest was refused: ' || replace(refused.reason, '_', ' ') end as reason
    from cameras c
    left join lateral (
        select i.reject_reason as reason from images i
        where i.camera_id = c.id and i.status = 'rejected' and i.reject_reason not in ('duplicate', 'file_missing', 'given_up')
          and greatest(i.captured_at, i.processed_at) > now() - make_interval(secs => cast(:?seconds as double precision))
        order by greatest(i.captured_at, i.processed_at) desc limit 1
    ) refused on true
    where c.deleted_at is null
      and coalesce(c.last_seen_at, c.created_at) < now() - make_interval(secs => cast(:?seconds as double precision))
      and case when refused.reason is not null then c.status <> 'error'
               else c.status in ('online', 'error') or (c.status = 'unknown' and c.last_seen_at is not null) end
    for update of c skip locked
), changed as (
    update cameras c set status = s.status from silent s where c.id = s.id returning c.id, c.name, s.previous_status, s.status, s.reason
), announced as (
    insert into outbox (type, message)
    select 'camera_status', jsonb_build_object('type', 'camera_status', 'data', jsonb_build_object(
               'event_type', 'camera.' || status, 'camera_id', id, 'camera_name', name, 'status', status, 'previous_status', previous_status,
               'reason', reason, 'timestamp', iso(now())))
    from changed
)
select string_agg(id || ': ' || status || ', ' || reason, '; ' order by id) as cameras from changed
