-- Adds one entry unless it was added before or the stream is full.
-- KEYS stream, dead-letter stream, idempotency key ('' = none), attachment key ('' = none), first-failed hash
-- ARGV field, payload, maximum size (0 = none), overflow policy, dead-letter entry ('' = not made yet), idempotency value, its life in seconds,
--      attachment, its life in seconds, most dead letters (0 = any number)
-- Returns outcome, id or remembered value, length, entries dropped.
local ATTACHMENT = 'attachment_key'
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

-- The oldest entries that no consumer works on: not delivered, or between two deliveries. What was kept with them goes too.
local function drop_waiting(count)
  local groups = groups_but(KEYS[1])
  local dropped = 0
  local from = '-'
  while dropped < count do
    local page = redis.call('XRANGE', KEYS[1], from, '+', 'COUNT', 100)
    if #page == 0 then
      break
    end
    for _, entry in ipairs(page) do
      from = '(' .. entry[1]
      local in_work = false
      for _, group in ipairs(groups) do
        local who = not is_after(entry[1], group[2]) and holder(KEYS[1], group[1], entry[1])
        in_work = in_work or who and who ~= WAITING
      end
      if not in_work and dropped < count then
        for _, group in ipairs(groups) do
          redis.call('XACK', KEYS[1], group[1], entry[1])
          redis.call('HDEL', KEYS[5], first_failed(group[1], entry[1]))
        end
        local attachment = field_of(entry[2], ATTACHMENT)
        if attachment then
          redis.call('DEL', attachment)
        end
        dropped = dropped + redis.call('XDEL', KEYS[1], entry[1])
      end
    end
  end
  return dropped
end

local max = tonumber(ARGV[3])
local dropped = 0
if max > 0 and length >= max then
  if ARGV[4] == 'DROP_OLDEST' then
    dropped = drop_waiting(length - max + 1)
    if length - dropped >= max then
      return {'full', '', length - dropped, dropped}
    end
  elseif ARGV[5] ~= '' and (ARGV[10] == '0' or redis.call('XLEN', KEYS[2]) < tonumber(ARGV[10])) then
    local id = redis.call('XADD', KEYS[2], '*', 'entry', ARGV[5])
    remember()
    return {'dead_lettered', id, length, 0}
  else
    return {'full', '', length, 0}
  end
end
local id = KEYS[4] == '' and redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2])
  or redis.call('XADD', KEYS[1], '*', ARGV[1], ARGV[2], ATTACHMENT, KEYS[4])
remember()
return {'added', id, length - dropped + 1, dropped}
