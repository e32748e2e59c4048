-- What people call a camera, from which score on its events are alerts, and the message about a new name, in one statement. A camera that
-- was never seen has no message: each of the three event types would say something about it that nobody knows
-- changes  {name, alert_floor}, each only when it changes; returns the camera, no row when there is none
with known as (
    select c.id, c.name from cameras c where c.id = :?id and c.deleted_at is null for update
), changed as (
    update cameras c
    set name = coalesce(j->>'name', c.name),
        alert_floor = case when jsonb_exists(j, 'alert_floor') then (j->>'alert_floor')::int else c.alert_floor end
    from known k, (select cast(:?changes as jsonb) as j) as input
    where c.id = k.id
    returning c.*
), announced as (
    insert into outbox (type, message)
    select 'camera_status', jsonb_build_object('type', 'camera_status', 'data', jsonb_build_object(
               'event_type', 'camera.' || c.status,
               'camera_id', c.id, 'camera_name', c.name, 'status', c.status, 'previous_status', c.status, 'reason', 'renamed', 'timestamp', iso(now())))
    from changed c join known k on k.id = c.id
    where c.name <> k.name and c.status <> 'unknown'
)
select {item}::text as camera from changed c
