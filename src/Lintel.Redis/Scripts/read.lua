-- KEYS: the hash and the list of a counter. ARGV: the kind, f or r, and the window. Answers nothing where there is no counter, or its charges that stand as
-- runs: the first time, the last one and the number of charges of each.
local counter = read(KEYS[1], KEYS[2], ARGV[1], tonumber(ARGV[2]))
if not counter.latest then
  return {}
end

prune(counter)
if counter.fixed then
  return counter.used > 0 and { counter.start, counter.start, counter.used } or { now, now, 0 }
end

if counter.used == 0 then
  return { now, now, 0 }
end

local answer = {}
for _, run in ipairs(runs_of(counter)) do
  answer[#answer + 1] = run.first
  answer[#answer + 1] = run.last
  answer[#answer + 1] = run.count
end
return answer
