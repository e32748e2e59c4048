-- Adds one entry unless it was added before or the stream is full.
-- KEYS stream, dead-letter stream, idempotency key ('' = none), attachment key ('' = none)
-- ARGV field, payload, maximum size (0 = none), overflow policy, dead-letter entry ('' = not made yet), idempotency value, its life in seconds,
--      attachment, its life in seconds, most dead letters (0 = any number)
-- Returns outcome, id or remembered value, length, entries dropped.
local length = redis.call('XLEN', KEYS[1])
if KEYS[3] ~= '' then
  local earlier = redis.call('GET', KEYS[3])
  if earlier then
    return {'duplicate', earlier, length, 0}
  end
end

local function remember()
  if KEYS[3] ~= '' then
    redis.call('SET', KEYS[3], ARGV[6], 'EX', ARGV[7])
  end
  if KEYS[4] ~= '' then
    redis.call('SET', KEYS[4], ARGV[8], 'EX', ARGV[9])
  end
end

-- Entries behind the group's last delivered id are in nobody's hands.
local function drop_waiting(count)
  local first = '-'
  for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
    for i = 1, #group, 2 do
      if group[i] == 'last-delivered-id' then
        first = '(' .. group[i + 1]
      end
    end
  end
  local dropped = 0
  for _, entry in ipairs(redis.call('XRANGE', KEYS[1], first, '+', 'COUNT', count)) do
    dropped = dropped + redis.call('XDEL', KEYS[1], entry[1])
  end
  return dropped
end

local max = tonumber(ARGV[3])
local dropped = 0
if max > 0 and length >= max then
  if ARGV[4] == 'DROP_OLDEST' then
    dropped = drop_waiting(length - max + 1)
  elseif ARGV[5] ~= '' and (ARGV[10] == '0' or redis.call('XLEN', KEYS[2]) < tonumber(ARGV[10])) then
    local id = redis.call('XADD', KEYS[2], '*', 'entry', ARGV[5])
    remember()
    return {'dead_lettered', id, length, 0}
  else
    return {'full', '', length, 0}
  end
end
local id = redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
remember()
return {'added', id, length - dropped + 1, dropped}
