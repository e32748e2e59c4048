(p.r).batch_id, (p.r).camera_id, iso(p.at) as started_at, iso((p.r).ended_at) as ended_at, (p.r).risk_score, (p.r).risk_level, (p.r).summary, (p.r).reasoning,
(p.r).analysis_status, (p.r).is_fast_path, words((p.r).object_types) as object_types, (p.r).detection_count, (p.r).reviewed, (p.r).flagged, (p.r).notes,
iso((p.r).snooze_until) as snooze_until, (p.r).version, iso((p.r).created_at) as created_at, iso((p.r).deleted_at) as deleted_at
