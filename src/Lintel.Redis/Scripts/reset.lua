-- KEYS: the hash and the list of a counter. ARGV: the kind, f or r, the window, and the milliseconds that the counter is kept. It stays, without charges, so
-- that those that were stored are not loaded again. A window that begins later has another beginning, and charges of this one are not given back in it.
local counter = read(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
redis.call('DEL', counter.meta, counter.list)
redis.call('HSET', counter.meta, 't', now, 'n', 0)
keep(counter, ARGV[3])
return 1
