-- One event, its links and its message, in one statement. Exactly one event per batch and one event per detection:
-- delivered twice it changes nothing.
-- event  {batch_id, camera_id, detection_ids, risk_score, risk_level, summary, reasoning, llm_prompt, verdict, analysis_status,
--           analysis_error, alert_floor, is_fast_path, enrichment_status, enrichment_data: {detection id: {...}}, findings, timings}
-- returns  the id of the new event; no row when the batch has its event already, or nothing is left to store
with input as (
    select cast(:?event as jsonb) as j
), unclaimed as (
    select d.id, d.object_type, d.detected_at
    from detections d, input
    where d.id = any (array(select value::bigint from jsonb_array_elements_text(j->'detection_ids')))
      and not exists (select 1 from event_detections ed where ed.detection_id = d.id)
), event as (
    insert into events (batch_id, camera_id, started_at, ended_at, risk_score, risk_level, summary, reasoning, llm_prompt, verdict,
                        analysis_status, analysis_error, is_alert, is_fast_path, object_types, detection_count, enrichment_status,
                        findings, timings, second_look_at)
    select j->>'batch_id', j->>'camera_id', u.started_at, u.ended_at, (j->>'risk_score')::int, j->>'risk_level',
           j->>'summary', j->>'reasoning', j->>'llm_prompt', j->'verdict', j->>'analysis_status', j->>'analysis_error',
           is_alert(j), (j->>'is_fast_path')::boolean, u.object_types, u.detection_count, j->'enrichment_status',
           j->'findings', j->'timings', second_look_due(j->>'analysis_status')
    from input, (select min(detected_at) as started_at, max(detected_at) as ended_at, count(*) as detection_count,
                        array_agg(distinct object_type order by object_type) as object_types from unclaimed) u
    where u.detection_count > 0
    on conflict (batch_id) do nothing
    returning id, event_data(events) as data
), linked as (
    insert into event_detections (event_id, detection_id) select event.id, unclaimed.id from event, unclaimed
), enriched as (
    update detections d set enrichment_data = j->'enrichment_data'->(d.id::text)
    from event, input
    where d.id = any (array(select key::bigint from jsonb_object_keys(j->'enrichment_data') as key))
), done as (
    delete from analysis_jobs a using input where a.batch_id = j->>'batch_id' and j->>'analysis_status' <> 'provisional'
), announced as (
    insert into outbox (type, message, message_key)
    select 'event', jsonb_build_object('type', 'event', 'data', data), 'event:' || id from event
)
select id as event_id from event
