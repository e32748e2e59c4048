-- Closed batches that have no event, or no verdict, for too long: their job was lost with Redis. Each is asked for again after that time only.
-- seconds  the time; returns one job of analysis_queue per row
with done as (
    delete from analysis_jobs a
    where a.queued_at < now() - make_interval(secs => cast(:?seconds as double precision))
      and not exists (select 1 from detections d
                      where d.id = any (array(select value::bigint from jsonb_array_elements_text(a.job->'detection_ids')))
                        and not exists (select 1 from event_detections l where l.detection_id = d.id))
      and not exists (select 1 from events e where e.batch_id = a.batch_id and e.analysis_status = 'provisional')
    returning a.batch_id
)
update analysis_jobs a
set queued_at = now()
where a.queued_at < now() - make_interval(secs => cast(:?seconds as double precision))
  and not exists (select 1 from done where done.batch_id = a.batch_id)
returning a.batch_id, (a.job->>'is_fast_path')::boolean as fast_path, a.job::text as job
