-- Times are microseconds of Unix time. A counter is a hash: t, the time of its last change; of a fixed window s, its start, n, its charges, w, when its
-- first charge was made, and p, when the last one was that may be given back because a later step refuses; of a rolling window n, its charges, and b, 1 where they are counted in runs. The times of a rolling window are a list, oldest first:
-- one number for each charge, or three for each run: the first time, the last one and the number of charges.
local capacity = 1024
local runs_in_a_window = 256

local clock = redis.call('TIME')
local now = tonumber(clock[1]) * 1000000 + tonumber(clock[2])

local function read(meta, list, kind, window)
  local state = redis.call('HMGET', meta, 't', 's', 'n', 'w', 'b', 'p')
  local counter = {
    meta = meta, list = list, fixed = kind == 'f', window = window, latest = tonumber(state[1]),
    start = tonumber(state[2]) or 0, used = tonumber(state[3]) or 0, began = tonumber(state[4]) or 0, runs = state[5] == '1', tentative = tonumber(state[6]) or 0,
    drop = 0 }
  if counter.latest and counter.latest > now then
    now = counter.latest
  end
  return counter
end

local function time_at(counter, index)
  return tonumber(redis.call('LINDEX', counter.list, index))
end

-- Counts what stands in the window. Nothing is written: a request that is refused changes nothing.
local function prune(counter)
  if counter.fixed then
    if now - counter.start >= counter.window then
      counter.used = 0
    end
    return
  end

  local step = counter.runs and 3 or 1
  local length = redis.call('LLEN', counter.list)
  local gone = 0
  if length > 0 and now - time_at(counter, step == 3 and -2 or -1) >= counter.window then
    counter.drop = length
    counter.used = 0
    return
  end

  local stands = length == 0 or now - time_at(counter, step == 3 and 1 or 0) < counter.window
  while not stands do
    local part = redis.call('LRANGE', counter.list, counter.drop, counter.drop + 95)
    for at = 1, #part, step do
      stands = now - tonumber(part[step == 3 and at + 1 or at]) < counter.window
      if stands then
        break
      end
      counter.drop = counter.drop + step
      gone = gone + (step == 3 and tonumber(part[at + 2]) or 1)
    end
  end
  counter.used = (counter.runs and counter.used or length) - gone
end

-- The time by which a charge leaves, charges counted from the oldest that stands.
local function time_of(counter, charge)
  if not counter.runs then
    return time_at(counter, counter.drop + charge)
  end

  local all = redis.call('LRANGE', counter.list, counter.drop, -1)
  for at = 1, #all, 3 do
    local count = tonumber(all[at + 2])
    if charge < count then
      return tonumber(all[at + 1])
    end
    charge = charge - count
  end
end

local function wait_of(counter, allow)
  if counter.used < allow then
    return 0
  elseif counter.fixed and counter.used > 0 then
    return counter.start + counter.window - now
  elseif allow < 1 then
    return counter.window
  end
  return time_of(counter, counter.used - allow) + counter.window - now
end

local function time_to_empty(counter)
  if counter.used == 0 then
    return 0
  end
  return (counter.fixed and counter.start or time_of(counter, counter.used - 1)) + counter.window - now
end

local function push(list, values)
  for at = 1, #values, 600 do
    redis.call('RPUSH', list, unpack(values, at, math.min(at + 599, #values)))
  end
end

-- Adds a charge to runs of which the newest ones are given, as a list of first, last, count.
local function add_run(runs, width, first, last, count)
  local newest = #runs - 2
  if newest > 0 and (last - runs[newest]) * 10 < width then
    runs[newest + 1] = last
    runs[newest + 2] = runs[newest + 2] + count
  else
    runs[#runs + 1] = first
    runs[#runs + 1] = last
    runs[#runs + 1] = count
  end
end

-- In tenths of a microsecond, as the limiter in memory has it.
local function width_of(counter)
  return math.max(1, math.floor(counter.window * 10 / runs_in_a_window))
end

local function keep(counter, milliseconds)
  redis.call('PEXPIRE', counter.meta, milliseconds)
  redis.call('PEXPIRE', counter.list, milliseconds)
end

-- The charges of a rolling window that stand, as runs.
local function runs_of(counter)
  local runs = {}
  local all = redis.call('LRANGE', counter.list, counter.drop, -1)
  for at = 1, #all, counter.runs and 3 or 1 do
    local first = tonumber(all[at])
    runs[#runs + 1] = { first = first, last = counter.runs and tonumber(all[at + 1]) or first, count = counter.runs and tonumber(all[at + 2]) or 1 }
  end
  return runs
end

-- Writes a rolling window anew, from runs by ascending last time.
local function rewrite(counter, runs, milliseconds)
  local total = 0
  for _, run in ipairs(runs) do
    total = total + run.count
  end

  local values = {}
  for _, run in ipairs(runs) do
    if total > capacity then
      add_run(values, width_of(counter), run.first, run.last, run.count)
    else
      for _ = 1, run.count do
        values[#values + 1] = run.last
      end
    end
  end
  redis.call('DEL', counter.list)
  push(counter.list, values)
  redis.call('HSET', counter.meta, 't', now, 'n', total, 'b', total > capacity and '1' or '0')
  keep(counter, milliseconds)
end
