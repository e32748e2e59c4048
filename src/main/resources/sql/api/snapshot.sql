-- The newest picture of a camera
select jsonb_build_object(
           'file_path', i.file_path, 'file_hash', i.file_hash,
           'media_type', case when i.file_path ilike '%.png' then 'image/png' else 'image/jpeg' end,
           'captured_at', iso(i.captured_at), 'boxes', jsonb_build_array())::text as picture
from images i
where i.camera_id = :?id and i.status = 'detected'
order by i.captured_at desc
limit 1
