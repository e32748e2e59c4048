-- One camera
select {item}::text as camera from cameras c where c.id = :?id and c.deleted_at is null
