-- The verdict of an event that was stored without one, and its message, in one statement. What people write (reviewed, notes, ...) is
-- another set of columns and is kept; they see the new version. An event that has its verdict, and one that was deleted, stay as they are.
-- event  as in store-event.sql; enrichment_status, findings and timings are null when they stay
-- returns  the event's id and version; no row when there is nothing to update
with input as (
    select cast(:?event as jsonb) as j
), updated as (
    update events e
    set risk_score = (j->>'risk_score')::int, risk_level = j->>'risk_level', is_alert = is_alert(j), summary = j->>'summary', reasoning = j->>'reasoning',
        llm_prompt = j->>'llm_prompt', verdict = j->'verdict', analysis_status = j->>'analysis_status', analysis_error = j->>'analysis_error',
        enrichment_status = coalesce(nullif(j->'enrichment_status', 'null'), e.enrichment_status),
        findings = coalesce(nullif(j->'findings', 'null'), e.findings),
        -- when it was stored first is what its viewers waited for
        timings = coalesce(nullif(j->'timings', 'null') || jsonb_strip_nulls(jsonb_build_object('stored', e.timings->'stored')), e.timings),
        version = e.version + 1, second_look_at = second_look_due(j->>'analysis_status')
    from input
    where e.batch_id = j->>'batch_id' and e.deleted_at is null
      and (e.analysis_status = 'provisional' or e.analysis_status = 'fallback' and j->>'analysis_status' = 'complete')
    returning e.id, e.version, event_data(e) || jsonb_build_object(
        'reviewed', e.reviewed, 'flagged', e.flagged, 'notes', e.notes, 'snooze_until', iso(e.snooze_until)) as data
), enriched as (
    update detections d set enrichment_data = j->'enrichment_data'->(d.id::text)
    from updated, input
    where d.id = any (array(select key::bigint from jsonb_object_keys(j->'enrichment_data') as key))
), announced as (
    insert into outbox (type, message)
    select 'event.updated', jsonb_build_object('type', 'event.updated', 'data', data) from updated
)
select id, version from updated
