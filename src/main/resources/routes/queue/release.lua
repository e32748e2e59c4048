-- Gives an entry back so that any consumer can claim it after a delay. The consumer 'waiting' holds it meanwhile.
-- KEYS stream, first-failed hash
-- ARGV group, consumer, id, idle ms to set, delivery count to set, time of this failure in ms ('' = it did not fail)
-- Returns 0 when another consumer has it by now.
if #redis.call('XPENDING', KEYS[1], ARGV[1], ARGV[3], ARGV[3], 1, ARGV[2]) == 0 then
  return 0
end
redis.call('XCLAIM', KEYS[1], ARGV[1], WAITING, 0, ARGV[3], 'IDLE', ARGV[4], 'RETRYCOUNT', ARGV[5], 'JUSTID')
if ARGV[6] ~= '' then
  redis.call('HSETNX', KEYS[2], first_failed(ARGV[1], ARGV[3]), ARGV[6])
end
return 1
