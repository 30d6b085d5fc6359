-- KEYS: the mark that this was done, and the hash and the list of a counter. ARGV: the kind, f or r, the window, the milliseconds that the counter is kept, 1
-- where a counter that is not there is asked for, the milliseconds that the mark is kept, and for each run of charges its age and their number, oldest first.
-- Answers -1 where the counter is asked for. The limit is not looked at: these requests were admitted.
local counter = read(KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2]))
if not counter.latest and ARGV[4] == '1' then
  return -1
elseif not redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[5]) then
  return 0
end

prune(counter)
local added = {}
for at = 6, #ARGV, 2 do
  local time = now - tonumber(ARGV[at])
  if now - time < counter.window then
    added[#added + 1] = { first = time, last = time, count = tonumber(ARGV[at + 1]) }
  end
end

if #added == 0 then
  return 0
elseif counter.fixed then
  if counter.used == 0 then
    counter.start = added[1].last
    counter.began = counter.start
  end
  for _, run in ipairs(added) do
    counter.used = counter.used + run.count
  end
  redis.call('HSET', counter.meta, 't', now, 's', counter.start, 'n', counter.used, 'w', counter.began)
  keep(counter, ARGV[3])
  return 1
end

local runs = counter.used > 0 and runs_of(counter) or {}
for _, run in ipairs(added) do
  runs[#runs + 1] = run
end
table.sort(runs, function(one, other)
  return one.last < other.last
end)
rewrite(counter, runs, ARGV[3])
return 1
