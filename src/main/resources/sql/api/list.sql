-- One page of a list, newest first, as the JSON of the contract. Sorted and resumed by (time, id), so that every page is one
-- index scan. Page and count are found in the index alone, rows are read for the entries of the page only: a filter that
-- few rows pass costs little. The count looks at a bounded number of entries: a list of a million rows costs the same.
with found as (
    select t.{time} as at, t.id
    from {table} t
    where {conditions}
    order by t.{time} desc, t.id desc
    limit cast(:?limit as bigint) + 1
), page as (
    select t as r, f.at, f.id
    from (select * from found order by at desc, id desc limit cast(:?limit as bigint)) f join {table} t on t.id = f.id
), counted as (
    select count(*) as scanned, count(*) filter (where {residual}) as matching
    from (select t.* from {table} t where {leading} order by t.{time} desc, t.id desc limit cast(:?count_limit as bigint) + 1) t
)
select jsonb_build_object(
           'items', coalesce((select jsonb_agg({item} order by p.at desc, p.id desc) from page p {joins}), '[]'),
           'pagination', jsonb_build_object(
               'limit', cast(:?limit as bigint),
               'has_more', (select count(*) from found) > cast(:?limit as bigint),
               'next_cursor', case when (select count(*) from found) > cast(:?limit as bigint) then
                   (select rtrim(translate(encode(convert_to((extract(epoch from at) * 1000000)::bigint || '.' || id, 'UTF8'), 'base64'), '+/', '-_'), '=')
                    from found order by at desc, id desc offset cast(:?limit as bigint) - 1 limit 1) end,
               'total', matching, 'total_is_exact', scanned <= cast(:?count_limit as bigint)))::text as page
from counted
