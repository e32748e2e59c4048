-- What people call a camera
-- changes  {name}; returns the camera, no row when there is none
with changed as (
    update cameras c set name = cast(:?changes as jsonb)->>'name' where c.id = :?id and c.deleted_at is null returning c.*
)
select {item}::text as camera from changed c
