-- One page of cameras by id; few enough to be counted
with found as (
    select c.* from cameras c where c.deleted_at is null and c.id > :?after order by c.id limit cast(:?limit as bigint) + 1
), page as (
    select * from found order by id limit cast(:?limit as bigint)
)
select jsonb_build_object(
           'items', coalesce((select jsonb_agg({item} order by c.id) from page c), '[]'),
           'pagination', jsonb_build_object(
               'limit', cast(:?limit as bigint),
               'has_more', (select count(*) from found) > cast(:?limit as bigint),
               'next_cursor', case when (select count(*) from found) > cast(:?limit as bigint) then
                   (select rtrim(translate(encode(convert_to(max(id), 'UTF8'), 'base64'), E'+/\n', '-_'), '=') from page) end,
               'total', (select count(*) from cameras where deleted_at is null), 'total_is_exact', true))::text as page
