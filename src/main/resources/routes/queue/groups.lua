-- Put before the scripts that take entries off a stream. An entry is needed until every group has acknowledged it.
local WAITING = 'waiting'

local function field_of(pairs, name)
  for i = 1, #pairs, 2 do
    if pairs[i] == name then
      return pairs[i + 1]
    end
  end
end

local function is_after(id, other)
  local ms, seq = string.match(id, '^(%d+)-(%d+)$')
  local other_ms, other_seq = string.match(other, '^(%d+)-(%d+)$')
  ms, seq, other_ms, other_seq = tonumber(ms), tonumber(seq), tonumber(other_ms), tonumber(other_seq)
  return ms > other_ms or ms == other_ms and seq > other_seq
end

-- All groups of a stream but one: {name, last id that was delivered}.
local function groups_but(stream, mine)
  local found = {}
  local groups = redis.pcall('XINFO', 'GROUPS', stream)
  if groups.err then
    return found
  end
  for _, group in ipairs(groups) do
    local name = field_of(group, 'name')
    if name ~= mine then
      found[#found + 1] = {name, field_of(group, 'last-delivered-id')}
    end
  end
  return found
end

-- Who holds an entry in a group: a consumer's name, or nil.
local function holder(stream, group, id)
  local pending = redis.call('XPENDING', stream, group, id, id, 1)[1]
  return pending and pending[2]
end

-- Deletes an entry that this group needs no more, unless another does. Returns 1 when it is gone.
local function remove(stream, id, others)
  for _, group in ipairs(others) do
    if is_after(id, group[2]) or holder(stream, group[1], id) then
      return 0
    end
  end
  return redis.call('XDEL', stream, id)
end

local function first_failed(group, id)
  return group .. ' ' .. id
end
