-- KEYS: the reservation, and for each policy the hash and the list of its counter. ARGV: 1 to charge, 2 where a later step may refuse, the milliseconds that the reservation is kept or 0; and
-- for each policy the kind, f or r, the window, the limit, the milliseconds that the counter is kept, and 1 where a counter that is not there is asked for.
-- Answers -1 and the policies whose counters are asked for, or 1 where all have room, the time, and for each policy the wait, the charges that stand, the time
-- until none does, when the first charge of its window was made, and when the last one was that a later step may give back, or 0.
local counters = {}
local answer = {}
for place = 1, (#KEYS - 1) / 2 do
  local at = 2 + (place - 1) * 5
  local counter = read(KEYS[2 * place], KEYS[2 * place + 1], ARGV[at + 1], tonumber(ARGV[at + 2]))
  counter.allow = tonumber(ARGV[at + 3])
  counter.kept = ARGV[at + 4]
  counters[place] = counter
  if not counter.latest and ARGV[at + 5] == '1' then
    answer[#answer + 1] = place
  end
end

if #answer > 0 then
  return { -1, unpack(answer) }
end

local admitted = true
for place, counter in ipairs(counters) do
  prune(counter)
  counter.wait = wait_of(counter, counter.allow)
  admitted = admitted and counter.wait == 0
end

local function charge(counter)
  if counter.fixed then
    if counter.used == 0 then
      counter.start = now
      counter.began = now
    end
    counter.used = counter.used + 1
    if ARGV[1] == '2' then
      counter.tentative = now
    end
    redis.call('HSET', counter.meta, 't', now, 's', counter.start, 'n', counter.used, 'w', counter.began, 'p', counter.tentative)
    keep(counter, counter.kept)
    return
  end

  if counter.used == 0 then
    redis.call('DEL', counter.list)
    counter.runs = false
  elseif counter.drop > 0 then
    redis.call('LTRIM', counter.list, counter.drop, -1)
  end

  counter.drop = 0
  if not counter.runs and counter.used == capacity then
    local runs = {}
    for _, time in ipairs(redis.call('LRANGE', counter.list, 0, -1)) do
      add_run(runs, width_of(counter), tonumber(time), tonumber(time), 1)
    end
    redis.call('DEL', counter.list)
    push(counter.list, runs)
    counter.runs = true
  end

  if not counter.runs then
    redis.call('RPUSH', counter.list, now)
  elseif (now - time_at(counter, -3)) * 10 < width_of(counter) then
    redis.call('LSET', counter.list, -2, now)
    redis.call('LSET', counter.list, -1, time_at(counter, -1) + 1)
  else
    redis.call('RPUSH', counter.list, now, now, 1)
  end

  counter.used = counter.used + 1
  redis.call('HSET', counter.meta, 't', now, 'n', counter.used, 'b', counter.runs and '1' or '0')
  keep(counter, counter.kept)
end

local charged = admitted and ARGV[1] ~= '0'
if charged then
  for _, counter in ipairs(counters) do
    charge(counter)
  end
  if ARGV[2] ~= '0' then
    redis.call('SET', KEYS[1], '1', 'PX', ARGV[2])
  end
end

answer = { admitted and 1 or 0, now }
for _, counter in ipairs(counters) do
  local empty = charged and not counter.fixed and counter.window or time_to_empty(counter)
  answer[#answer + 1] = counter.wait
  answer[#answer + 1] = counter.used
  answer[#answer + 1] = empty
  answer[#answer + 1] = counter.began
  answer[#answer + 1] = counter.tentative
end
return answer
