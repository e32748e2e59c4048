-- A second look has failed: the event stays as it is. Five times without a verdict although the model is well are enough.
-- id       of the event
-- counted  false while the model is ill: then it is no fault of this event, which is looked at again in a minute
-- returns  when the next look is due; 'never' when there is none
update events
set second_look_failures = second_look_failures + case when counted then 1 else 0 end,
    second_look_at = case when not counted then now() + interval '1 minute'
                          when second_look_failures < 4 then now() + interval '1 minute' * power(4, second_look_failures) end
from (select cast(:?counted as boolean) as counted) as look
where id = :?id and analysis_status in ('fallback', 'provisional')
returning coalesce(iso(second_look_at), 'never') as next_look
