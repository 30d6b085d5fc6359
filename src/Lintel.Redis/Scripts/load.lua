-- KEYS: the hash and the list of a counter. ARGV: the kind, f or r, the window, the milliseconds that the counter is kept, the kind of the counter that it was
-- stored from, and for each run of that the first time, the last one and the number of charges, by ascending last time. A counter that is there is left.
local counter = read(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
if counter.latest then
  return 0
end

local runs = {}
local total = 0
for at = 5, #ARGV, 3 do
  -- A fixed window does not tell when its charges were made; now is never too early.
  local last = not counter.fixed and ARGV[4] == 'f' and now or math.min(tonumber(ARGV[at + 1]), now)
  local count = tonumber(ARGV[at + 2])
  if now - last < counter.window then
    runs[#runs + 1] = { first = math.min(tonumber(ARGV[at]), last), last = last, count = count }
    total = total + count
  end
end

if counter.fixed then
  local start = 0
  for _, run in ipairs(runs) do
    start = math.max(start, run.last)
  end
  redis.call('HSET', counter.meta, 't', now, 's', start, 'n', total, 'w', start)
  keep(counter, ARGV[3])
  return 1
end

rewrite(counter, runs, ARGV[3])
return 1
