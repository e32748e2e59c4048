-- One event with its verdict, deleted or not
select ({item} || jsonb_build_object('verdict', (p.r).verdict))::text as event
from (select e as r, e.id from events e where e.id = :?id) p
