-- Closes a batch: takes its detections (each detection belongs to one batch for ever) and announces it, once. What a batch holds is
-- settled by the first time it is closed: closed again it is the same job, and nothing once its event is stored.
-- batch  {batch_id, camera_id, detection_ids, started_at, closed_at, close_reason, is_fast_path, pipeline_start_time}
-- returns  the job for analysis_queue, or no row when there is nothing to analyse
with input as (
    select cast(:?batch as jsonb) as j
), closed_before as (
    select a.job from analysis_jobs a, input where a.batch_id = j->>'batch_id'
), taken as (
    update detections d
    set batch_id = j->>'batch_id'
    from input
    where d.id = any (array(select value::bigint from jsonb_array_elements_text(j->'detection_ids')))
      and d.batch_id is null
      and not exists (select 1 from closed_before)
      and not exists (select 1 from events e where e.batch_id = j->>'batch_id')
    returning d.id
), closed as (
    insert into analysis_jobs (batch_id, job)
    select j->>'batch_id', j || jsonb_build_object('detection_ids', (select jsonb_agg(id order by id) from taken))
    from input
    where exists (select 1 from taken)
    on conflict (batch_id) do nothing
    returning job
), announced as (
    insert into outbox (type, message, message_key)
    select 'detection.batch',
           jsonb_build_object('type', 'detection.batch', 'data', jsonb_build_object(
               'batch_id', job->>'batch_id', 'camera_id', job->>'camera_id', 'detection_ids', job->'detection_ids',
               'detection_count', jsonb_array_length(job->'detection_ids'), 'started_at', job->>'started_at',
               'closed_at', job->>'closed_at', 'close_reason', job->>'close_reason')),
           'detection.batch:' || (job->>'batch_id')
    from closed
    on conflict (message_key) do nothing
)
select job::text as job from closed_before
union all
select job::text from closed
