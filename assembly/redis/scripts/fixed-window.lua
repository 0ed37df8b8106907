-- Counts a request in a window that starts with the first one.
-- KEYS[1] counter   ARGV[1] limit   ARGV[2] window in seconds
-- Returns {limit, count, seconds left}. The request passes while count <= limit; the count stops at limit + 1, and a
-- rejected request extends nothing. A counter whose expiry was lost (restored, persisted) gets a new one.
local limit = tonumber(ARGV[1])
local window = tonumber(ARGV[2])
local count = tonumber(redis.call('GET', KEYS[1]) or '0')
if not count then
  return redis.error_reply('ERR the counter does not hold a number')
end
if count <= limit then
  count = redis.call('INCR', KEYS[1])
end
local ttl = redis.call('TTL', KEYS[1])
if ttl < 0 then
  redis.call('EXPIRE', KEYS[1], window)
  ttl = window
end
return {limit, count, ttl}
