-- One event with its verdict and what the enrichment services found, deleted or not
select ({item} || jsonb_build_object('verdict', (p.r).verdict, 'findings', (p.r).findings))::text as event
from (select e as r, e.id from events e where e.id = :?id) p
