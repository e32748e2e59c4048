-- A consumer stops: what it still holds can be claimed by another at once, and the unfinished delivery does not count.
-- KEYS stream  ARGV group, consumer, claim idle ms
-- Returns how many entries were given up.
local given_up = 0
while true do
  local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 100, ARGV[2])
  if #pending == 0 then
    break
  end
  for _, p in ipairs(pending) do
    local count = math.max(p[4] - 1, 0)
    redis.call('XCLAIM', KEYS[1], ARGV[1], WAITING, 0, p[1], 'IDLE', ARGV[3], 'RETRYCOUNT', count, 'JUSTID')
    given_up = given_up + 1
  end
end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return given_up
