-- The file behind a detection, and everything seen in it
select jsonb_build_object(
           'file_path', i.file_path, 'file_hash', i.file_hash, 'media_type', d.file_type, 'captured_at', iso(i.captured_at),
           'boxes', (select jsonb_agg(jsonb_build_object('label', x.object_type, 'confidence', trim_scale(round(x.confidence::numeric, 4)),
                         'bbox', bbox(x), 'asked_for', x.id = d.id) order by x.id = d.id, x.id)
                     from detections x where x.image_id = i.id))::text as picture
from detections d join images i on i.id = d.image_id
where d.id = :?id
