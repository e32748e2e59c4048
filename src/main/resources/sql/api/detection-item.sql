jsonb_build_object(
    'id', p.id, 'image_id', (p.r).image_id, 'camera_id', (p.r).camera_id, 'event_id', ed.event_id,
    'file_type', (p.r).file_type, 'file_name', regexp_replace((p.r).file_path, '^.*/', ''), 'detected_at', iso(p.at),
    'object_type', (p.r).object_type, 'label', (p.r).object_type,
    'confidence', trim_scale(round((p.r).confidence::numeric, 4)), 'bbox', bbox(p.r), 'enrichment_data', (p.r).enrichment_data,
    'image_width', i.width, 'image_height', i.height,
    'image_url', '/api/detections/' || p.id || '/image', 'thumbnail_url', '/api/detections/' || p.id || '/thumbnail')
