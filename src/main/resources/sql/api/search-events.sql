-- The newest 1,000 events that match, the best first: ranking all of them would cost more the longer the product runs.
-- Later pages leave out what came after the first, or the window of 1,000 would move under them.
-- A highlight is a list of pieces of text, so that no marker can be mistaken for the text and no text for HTML.
with asked as (
    select websearch_to_tsquery('english', :?q) as query
), matching as (
    select t as r, t.id, round(ts_rank(t.search, asked.query)::numeric * 1000000)::bigint as rank
    from events t, asked
    where {conditions}
    order by t.started_at desc, t.id desc
    limit 1000
), found as (
    select * from matching where (rank, id) < (:?cursor_rank, :?cursor_id) order by rank desc, id desc limit cast(:?limit as bigint) + 1
), page as (
    select * from found order by rank desc, id desc limit cast(:?limit as bigint)
), marked as (
    select p.id, h.field, jsonb_agg(jsonb_build_object('text', piece, 'match', n % 2 = 0) order by n) filter (where piece <> '') as pieces
    from page p, asked q,
         lateral (values
             ('summary', ts_headline('english', translate((p.r).summary, E'\uE000\uE001', ''), q.query,
                                     E'HighlightAll=true, StartSel=\uE000, StopSel=\uE001')),
             ('reasoning', ts_headline('english', translate((p.r).reasoning, E'\uE000\uE001', ''), q.query,
                                       E'MaxFragments=2, MaxWords=30, MinWords=10, FragmentDelimiter=" ... ", StartSel=\uE000, StopSel=\uE001'))) h (field, text),
         lateral regexp_split_to_table(h.text, E'[\uE000\uE001]') with ordinality as s (piece, n)
    group by p.id, h.field
)
select jsonb_build_object(
           'items', coalesce((select jsonb_agg({item} || jsonb_build_object(
                                  'rank', trim_scale(p.rank / 1000000.0),
                                  'highlights', coalesce((select jsonb_object_agg(m.field, coalesce(m.pieces, '[]')) from marked m where m.id = p.id), '{}'))
                              order by p.rank desc, p.id desc) from page p), '[]'),
           'pagination', jsonb_build_object(
               'limit', cast(:?limit as bigint),
               'has_more', (select count(*) from found) > cast(:?limit as bigint),
               'next_cursor', case when (select count(*) from found) > cast(:?limit as bigint) then
                   (select rtrim(translate(encode(convert_to(rank || '.' || id || '.' || least(cast(:?newest as bigint), (select max(id) from matching)), 'UTF8'),
                                             'base64'), E'+/\n', '-_'), '=')
                    from page order by rank, id limit 1) end,
               'total', (select count(*) from matching), 'total_is_exact', (select count(*) from matching) < 1000))::text as page
