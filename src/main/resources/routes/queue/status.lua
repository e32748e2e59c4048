-- KEYS stream, dead-letter stream  ARGV group
-- Returns depth, entries in work, entries waiting for their next delivery, age of the oldest in ms, dead letters.
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
local age = 0
local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
if oldest then
  local now = redis.call('TIME')
  local added = tonumber(string.match(oldest[1], '^%d+'))
  age = math.max(0, now[1] * 1000 + math.floor(now[2] / 1000) - added)
end
return {redis.call('XLEN', KEYS[1]), pending - waiting, waiting, age, redis.call('XLEN', KEYS[2])}
