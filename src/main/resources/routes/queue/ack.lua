-- The work is stored: the entries leave the group, and the stream at once when no other group needs them, so that nothing has to be trimmed.
-- KEYS stream, first-failed hash  ARGV group, ids...
-- Returns for each id 1, or 0 when it was not there any more.
local others = groups_but(KEYS[1], ARGV[1])
local gone = {}
for i = 2, #ARGV do
  local acknowledged = redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
  redis.call('HDEL', KEYS[2], first_failed(ARGV[1], ARGV[i]))
  gone[i - 1] = math.max(acknowledged, remove(KEYS[1], ARGV[i], others))
end
return gone
