jsonb_build_object('id', c.id, 'name', c.name, 'folder', regexp_replace(c.folder_path, '^.*/', ''), 'status', c.status, 'alert_floor', c.alert_floor,
                   'created_at', iso(c.created_at), 'last_seen_at', iso(c.last_seen_at))
