-- The work is stored: the entries leave group and stream at once, so that XLEN is the depth and nothing needs trimming.
-- KEYS stream, first-failed hash  ARGV group, ids...
-- Returns for each id 1, or 0 when it was not there any more.
local gone = {}
for i = 2, #ARGV do
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('HDEL', KEYS[2], ARGV[i])
  gone[i - 1] = redis.call('XDEL', KEYS[1], ARGV[i])
end
return gone
