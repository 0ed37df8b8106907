-- Adds the requests that a gateway let pass by itself while it could not ask.
-- KEYS[1] counter   ARGV[1] requests   ARGV[2] limit   ARGV[3] seconds left of the gateway's window
-- Returns the count, which stops at limit + 1. A window that began meanwhile keeps its end.
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if not count then
  return redis.error_reply('ERR the counter does not hold a number')
end
local added = math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) + 1 - count)
if added > 0 then
  count = redis.call('INCRBY', KEYS[1], added)
end
if redis.call('TTL', KEYS[1]) < 0 then
  redis.call('EXPIRE', KEYS[1], ARGV[3])
end
return count
