-- KEYS stream, first-failed hash, dead-letter stream  ARGV group, consumer, id, dead-letter entry
-- Returns 0 when another consumer has the entry by now.
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2]) == 0 then
  return 0
end
redis.call('XADD', KEYS[3], '*', 'entry', ARGV[4])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[3])
redis.call('HDEL', KEYS[2], ARGV[3])
redis.call('XDEL', KEYS[1], ARGV[3])
return 1
