-- What people call a camera, and from which score on its events are alerts
-- changes  {name, alert_floor}, each only when it changes; returns the camera, no row when there is none
with changed as (
    update cameras c
    set name = coalesce(j->>'name', c.name),
        alert_floor = case when jsonb_exists(j, 'alert_floor') then (j->>'alert_floor')::int else c.alert_floor end
    from (select cast(:?changes as jsonb) as j) as input
    where c.id = :?id and c.deleted_at is null
    returning c.*
)
select {item}::text as camera from changed c
