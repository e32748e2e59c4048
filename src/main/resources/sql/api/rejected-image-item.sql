jsonb_build_object(
    'id', p.id, 'camera_id', (p.r).camera_id, 'file_name', regexp_replace((p.r).file_path, '^.*/', ''),
    'path', case when starts_with((p.r).file_path, c.folder_path || '/') then substr((p.r).file_path, length(c.folder_path) + 2)
                 else regexp_replace((p.r).file_path, '^.*/', '') end,
    'reason', (p.r).reject_reason, 'detail', (p.r).reject_detail, 'bytes', (p.r).bytes,
    'captured_at', iso((p.r).captured_at), 'processed_at', iso(p.at))
