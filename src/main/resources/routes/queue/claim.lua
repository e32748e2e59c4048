-- Takes over entries that nobody works on: those of this consumer that it does not hold (a restart under the same name,
-- an answer lost with the connection) and those of any consumer that were not touched for the claim idle time.
-- KEYS stream, first-failed hash
-- ARGV group, consumer, field, claim idle ms, limit, which untouched ones first ('idle' = untouched longest, 'sent' = sent first), held id...
-- Returns id, payload, delivery count including this one, time of first failure in ms ('' = none), id, ...
local MOST_TO_SORT = 1000
local group, me, field, idle, limit = ARGV[1], ARGV[2], ARGV[3], ARGV[4], tonumber(ARGV[5])
local held = {}
for i = 7, #ARGV do
  held[ARGV[i]] = true
end
local count = limit + #ARGV - 6
local taken, answer = 0, {}

local function take(pending)
  for _, p in ipairs(pending) do
    local id = p[1]
    if taken < limit and not held[id] then
      held[id] = true
      local entry = redis.call('XCLAIM', KEYS[1], group, me, 0, id)[1]
      if entry then
        taken = taken + 1
        answer[#answer + 1] = id
        answer[#answer + 1] = field_of(entry[2], field) or ''
        answer[#answer + 1] = tostring(p[4] + 1)
        answer[#answer + 1] = redis.call('HGET', KEYS[2], first_failed(group, id)) or ''
      else
        redis.call('XACK', KEYS[1], group, id)
      end
    end
  end
end

take(redis.call('XPENDING', KEYS[1], group, '-', '+', count, me))
local longest_first = ARGV[6] == 'idle'
local untouched = redis.call('XPENDING', KEYS[1], group, 'IDLE', idle, '-', '+', longest_first and MOST_TO_SORT + count or count)
if longest_first then
  table.sort(untouched, function(a, b) return a[3] > b[3] end)
end
take(untouched)

-- Names of processes that are gone and left nothing behind.
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], group)) do
  local name = field_of(consumer, 'name')
  if field_of(consumer, 'pending') == 0 and field_of(consumer, 'idle') > 3600000 and name ~= me then
    redis.call('XGROUP', 'DELCONSUMER', KEYS[1], group, name)
  end
end
return answer
