event_data(p.r) || jsonb_build_object(
    'reviewed', (p.r).reviewed, 'flagged', (p.r).flagged, 'notes', (p.r).notes, 'snooze_until', iso((p.r).snooze_until),
    'enrichment_status', (p.r).enrichment_status, 'timings', (p.r).timings,
    'created_at', iso((p.r).created_at), 'deleted_at', iso((p.r).deleted_at))
