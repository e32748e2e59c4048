-- Forgets duplicates of pictures that had gone before they were detected (renamed while they waited, for example): nobody has looked at
-- their content. Run after each record of either kind, so that it does not matter which of the two comes first.
-- image  as in reject-image.sql
with input as (
    select cast(:?image as jsonb) as j
)
delete from images twin
using images gone, input
where twin.camera_id = j->>'camera_id' and twin.file_hash = j->>'file_hash' and twin.reject_reason = 'duplicate'
  and gone.camera_id = twin.camera_id and gone.file_hash = twin.file_hash and gone.reject_reason = 'file_missing'
  and twin.reject_detail = 'same content as ' || gone.file_path
