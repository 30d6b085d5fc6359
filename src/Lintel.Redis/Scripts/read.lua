-- KEYS: the hash and the list of a counter. ARGV: the kind, f or r, and the window. Answers nothing where there is no counter, or its charges that stand as
-- runs: the first time, the last one and the number of charges of each.
local counter = read(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
if not counter.latest then
  return {}
end

prune(counter)
if counter.fixed then
  return counter.used > 0 and { counter.start, counter.start, counter.used } or { now, now, 0 }
elseif counter.runs then
  return counter.used > 0 and redis.call('LRANGE', counter.list, counter.drop, -1) or { now, now, 0 }
end

local answer = counter.used > 0 and {} or { now, now, 0 }
for _, time in ipairs(counter.used > 0 and redis.call('LRANGE', counter.list, counter.drop, -1) or {}) do
  answer[#answer + 1] = time
  answer[#answer + 1] = time
  answer[#answer + 1] = 1
end
return answer
