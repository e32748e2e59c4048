-- Closes a batch: takes its detections (each detection belongs to one batch for ever) and announces it, once.
-- batch  {batch_id, camera_id, detection_ids, started_at, closed_at, close_reason, is_fast_path, pipeline_start_time}
-- returns  the job for analysis_queue, or no row when every detection already belongs to another batch
with input as (
    select cast(:?batch as jsonb) as j
), taken as (
    update detections d
    set batch_id = j->>'batch_id'
    from input
    where d.id in (select value::bigint from jsonb_array_elements_text(j->'detection_ids'))
      and (d.batch_id is null or d.batch_id = j->>'batch_id')
    returning d.id
), job as (
    select j || jsonb_build_object('detection_ids', (select jsonb_agg(id order by id) from taken)) as job
    from input
    where exists (select 1 from taken)
), announced as (
    insert into outbox (type, message, message_key)
    select 'detection.batch',
           jsonb_build_object('type', 'detection.batch', 'data', jsonb_build_object(
               'batch_id', job->>'batch_id', 'camera_id', job->>'camera_id', 'detection_ids', job->'detection_ids',
               'detection_count', jsonb_array_length(job->'detection_ids'), 'started_at', job->>'started_at',
               'closed_at', job->>'closed_at', 'close_reason', job->>'close_reason')),
           'detection.batch:' || (job->>'batch_id')
    from job
    on conflict (message_key) do nothing
)
select job::text as job from job
