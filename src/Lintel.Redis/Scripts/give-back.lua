-- KEYS: the reservation, and for each policy the hash and the list of its counter. ARGV: for each policy the kind, f or r, the window, the milliseconds that
-- the counter is kept, the time of the charge, and when the first charge of its window was made. A reservation is used once.
if redis.call('DEL', KEYS[1]) == 0 then
  return 0
end

local function take_out_of_runs(counter, time)
  local all = redis.call('LRANGE', counter.list, 0, -1)
  for at = #all - 2, 1, -3 do
    local count = tonumber(all[at + 2])
    if tonumber(all[at]) <= time and time <= tonumber(all[at + 1]) and count > 0 then
      redis.call('LSET', counter.list, at + 1, count - 1)
      redis.call('HINCRBY', counter.meta, 'n', -1)
      return
    end
  end
end

for place = 1, (#KEYS - 1) / 2 do
  local at = (place - 1) * 5
  local counter = read(KEYS[2 * place], KEYS[2 * place + 1], ARGV[at + 1], tonumber(ARGV[at + 2]))
  local time = tonumber(ARGV[at + 4])
  if counter.latest and counter.fixed then
    prune(counter)
    if counter.used > 0 and counter.began == tonumber(ARGV[at + 5]) then
      -- Where the charge that began the window is gone, when the next one was made is not known.
      local start = time <= counter.start and now or counter.start
      redis.call('HSET', counter.meta, 't', now, 's', start, 'n', counter.used - 1)
      keep(counter, ARGV[at + 3])
    end
  elseif counter.latest and counter.runs then
    take_out_of_runs(counter, time)
  elseif counter.latest then
    redis.call('LREM', counter.list, -1, ARGV[at + 4])
  end
end
return 1
