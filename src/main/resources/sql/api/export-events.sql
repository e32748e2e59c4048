-- One page of an export, newest first. Sorted and resumed by (time, id): no connection is held while the client reads.
with found as (
    select t as r, t.started_at as at, t.id
    from events t
    where {conditions}
    order by t.started_at desc, t.id desc
    limit cast(:?limit as bigint)
)
select jsonb_build_object(
           'items', coalesce((select jsonb_agg({item} order by p.at desc, p.id desc) from found p), '[]'),
           'next_cursor', case when (select count(*) from found) = cast(:?limit as bigint) then
               (select rtrim(translate(encode(convert_to((extract(epoch from at) * 1000000)::bigint || '.' || id, 'UTF8'), 'base64'), '+/', '-_'), '=')
                from found order by at, id limit 1) end)::text as page
