-- KEYS stream, dead-letter stream  ARGV group
-- Returns depth, entries in work, entries waiting for their next delivery, age of the oldest in ms, dead letters, age of the newest in ms.
local pending, waiting = 0, 0
local summary = redis.pcall('XPENDING', KEYS[1], ARGV[1])
if not summary.err then
  pending = summary[1]
  for _, consumer in ipairs(summary[4] or {}) do
    if consumer[1] == WAITING then
      waiting = tonumber(consumer[2])
    end
  end
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function age(entry)
  return entry and math.max(0, now - tonumber(string.match(entry[1], '^%d+'))) or 0
end

local oldest = age(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1])
local newest = age(redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1])
return {redis.call('XLEN', KEYS[1]), pending - waiting, waiting, oldest, redis.call('XLEN', KEYS[2]), newest}
