-- A file whose content is done already, seen again with another modification time (a copy tool set it late): takes over the new one. One
-- that had gone when its turn came, and is there again, is not done.
-- image  {camera_id, file_path, timestamp, file_hash, bytes}
with input as (
    select cast(:?image as jsonb) as j
)
update images
   set captured_at = (j->>'timestamp')::timestamptz, bytes = (j->>'bytes')::bigint
  from input
 where camera_id = j->>'camera_id' and file_path = j->>'file_path' and file_hash = j->>'file_hash'
   and reject_reason is distinct from 'file_missing'
returning id
