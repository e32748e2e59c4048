-- How long each stage took for the last 500 events, in milliseconds
select coalesce(jsonb_object_agg(stage, jsonb_build_object(
           'samples', samples, 'average_ms', average, 'p50_ms', percentiles[1], 'p95_ms', percentiles[2], 'p99_ms', percentiles[3], 'max_ms', longest)), '{}')::text
       as stages
from (select t.key as stage, count(*) as samples, round(avg(t.value::numeric)) as average, max(t.value::numeric) as longest,
             percentile_disc(array[0.5, 0.95, 0.99]) within group (order by t.value::numeric) as percentiles
      from (select timings from events order by id desc limit 500) e, jsonb_each_text(e.timings) t
      where t.value is not null
      group by t.key) s
