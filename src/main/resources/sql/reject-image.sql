-- Records an image that can never be detected, with its reason; the file stays where it is. Returns true when it is new. One that is
-- rejected again has the latest reason; one that was detected stays so.
-- image  {camera_id, camera_name, folder_path, file_path, file_hash, width, height, bytes, captured_at, seen_at, reason, detail}
with input as (
    select cast(:?image as jsonb) as j
), camera as (
    insert into cameras (id, name, folder_path)
    select j->>'camera_id', j->>'camera_name', j->>'folder_path' from input
    on conflict do nothing
), image as (
    insert into images (camera_id, file_path, file_hash, width, height, bytes, captured_at, status, reject_reason, reject_detail)
    select j->>'camera_id', j->>'file_path', j->>'file_hash', (j->>'width')::int, (j->>'height')::int, (j->>'bytes')::bigint,
           (j->>'captured_at')::timestamptz, 'rejected', j->>'reason', j->>'detail'
    from input
    on conflict (camera_id, file_path, file_hash) do update
        set captured_at = excluded.captured_at, bytes = excluded.bytes,
            reject_reason = case when images.status = 'rejected' then excluded.reject_reason end,
            reject_detail = case when images.status = 'rejected' then excluded.reject_detail end,
            width = case when images.status = 'rejected' then excluded.width else images.width end,
            height = case when images.status = 'rejected' then excluded.height else images.height end
    returning xmax = 0 as is_new
)
select is_new from image
