-- What the message system_status says about cameras and throughput
select jsonb_build_object(
           'cameras', (select jsonb_build_object('active', count(*) filter (where status = 'online'), 'total', count(*))
                       from cameras where deleted_at is null),
           'throughput', jsonb_build_object(
               'images_per_minute', (select count(*) from images where processed_at > now() - interval '1 minute'),
               'events_per_hour', (select count(*) from events where started_at > now() - interval '1 hour' and deleted_at is null)))::text as facts
