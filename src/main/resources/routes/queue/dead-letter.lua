-- KEYS stream, first-failed hash, dead-letter stream  ARGV group, consumer, id, dead-letter entry, most dead letters (0 = any number)
-- Returns how many dead letters there are now, 0 when another consumer has the entry by now, -1 when there is no room: it stays then.
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2]) == 0 then
  return 0
end
local max = tonumber(ARGV[5])
if max > 0 and redis.call('XLEN', KEYS[3]) >= max then
  return -1
end
redis.call('XADD', KEYS[3], '*', 'entry', ARGV[4])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[2], first_failed(ARGV[1], ARGV[3]))
remove(KEYS[1], ARGV[3], groups_but(KEYS[1], ARGV[1]))
return redis.call('XLEN', KEYS[3])
