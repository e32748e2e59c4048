-- One page of an export, newest first, a row for each event. Sorted and resumed by (time, id): no connection is held while the client reads.
-- returns  at, id: where the next page goes on; the columns of the format
with found as (
    select t as r, t.started_at as at, t.id
    from events t
    where {conditions}
    order by t.started_at desc, t.id desc
    limit cast(:?limit as bigint)
)
select p.at, p.id, {columns}
from found p
order by p.at desc, p.id desc
