-- Cameras that have sent nothing for a while, and the messages about them, in one statement: each is told once, however many instances look
with silent as (
    select id from cameras
    where status = 'online' and deleted_at is null
      and coalesce(last_seen_at, created_at) < now() - make_interval(secs => cast(:?seconds as double precision))
    for update skip locked
), offline as (
    update cameras c set status = 'offline' from silent s where c.id = s.id returning c.id, c.name
), announced as (
    insert into outbox (type, message)
    select 'camera_status', jsonb_build_object('type', 'camera_status', 'data', jsonb_build_object(
               'event_type', 'camera.offline', 'camera_id', id, 'camera_name', name, 'status', 'offline', 'previous_status', 'online',
               'reason', 'no image for ' || cast(:?seconds as text) || ' s', 'timestamp', iso(now())))
    from offline
)
select string_agg(id, ', ' order by id) as cameras from offline
