-- The work is stored: the entry leaves group and stream at once, so that XLEN is the depth and nothing needs trimming.
-- KEYS stream, first-failed hash  ARGV group, id
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
return redis.call('XDEL', KEYS[1], ARGV[2])
