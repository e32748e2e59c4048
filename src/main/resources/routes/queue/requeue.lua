-- KEYS dead-letter stream, stream  ARGV field, id, payload, id, payload...
-- Returns how many entries moved; one that is gone by now is left out, so that nothing is requeued twice.
local moved = 0
for i = 2, #ARGV, 2 do
  if redis.call('XDEL', KEYS[1], ARGV[i]) == 1 then
    redis.call('XADD', KEYS[2], '*', ARGV[1], ARGV[i + 1])
    moved = moved + 1
  end
end
return moved
