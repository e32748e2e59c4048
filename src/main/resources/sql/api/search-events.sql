-- The newest 1,000 events that match, the best first: ranking all of them would cost more the longer the product runs.
-- Later pages leave out what came after the first, or the window of 1,000 would move under them.
-- A highlight is a list of pieces of text, so that no marker can be mistaken for the text and no text for HTML.
-- A few matches are read from the index of words and sorted; of many, those are found that come first from the newest event on. So are those of a
-- question that names no word they must have (querytree T).
with asked as (
    select websearch_to_tsquery('english', :?q) as query
), few as materialized (
    select found.* from asked, lateral (select * from some_matches(asked.query, 5000) where querytree(asked.query) <> 'T') found
), counted as materialized (
    select querytree(asked.query) <> 'T' and (select count(*) from few) < 5000 as are_all from asked
), matching as materialized (
    (select t.id, round(ts_rank(t.search, asked.query)::numeric * 1000000)::bigint as rank
     from few t, asked
     where (select are_all from counted) and {conditions}
     order by t.started_at desc, t.id desc
     limit 1000)
    union all
    -- as a function and not as an operator: no guess how many will match leads away from the newest
    (select t.id, round(ts_rank(t.search, asked.query)::numeric * 1000000)::bigint
     from events t, asked
     where not (select are_all from counted) and ts_match_vq(t.search, asked.query) and {conditions}
     order by t.started_at desc, t.id desc
     limit 1000)
), found as (
    select * from matching where (rank, id) < (:?cursor_rank, :?cursor_id) order by rank desc, id desc limit cast(:?limit as bigint) + 1
), page as (
    select t as r, p.* from (select * from found order by rank desc, id desc limit cast(:?limit as bigint)) p join events t on t.id = p.id
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
