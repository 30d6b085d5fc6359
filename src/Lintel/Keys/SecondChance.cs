using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Lintel.Keys;

/// <summary>
/// A bounded dictionary. Readers mark an entry as used and take no lock; when there is no room, a hand goes round and takes away the first entry that
/// was not used since the hand last came by.
/// </summary>
internal sealed class SecondChance<TKey, TValue>(int capacity)
    where TKey : notnull, IEquatable<TKey>
    where TValue : class
{
    private readonly ConcurrentDictionary<TKey, Entry> _entries = new();
    private readonly Lock _gate = new();
    private readonly List<Entry> _slots = [];
    private int _hand;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>Looks an entry up.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            value = null;
            return false;
        }

        // Written only once, so that readers of one entry do not pull its cache line from each other.
        if (!entry.IsUsed)
        {
            entry.IsUsed = true;
        }

        // Null where the entry is being removed at this moment.
        value = entry.Value;
        return value is not null;
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        var entry = new Entry(key, value);
        lock (_gate)
        {
            RemoveEntry(key);
            if (_slots.Count < capacity)
            {
                _slots.Add(entry);
            }
            else
            {
                _slots[FindRoom()] = entry;
            }

            _entries[key] = entry;
        }
    }

    /// <summary>Removes an entry, if it is there.</summary>
    public void Remove(TKey key)
    {
        if (!_entries.ContainsKey(key))
        {
            return;
        }

        lock (_gate)
        {
            RemoveEntry(key);
        }
    }

    private void RemoveEntry(TKey key)
    {
        if (_entries.TryRemove(key, out var old))
        {
            // Its slot is found by the hand; until then it holds only an empty shell.
            old.Clear();
        }
    }

    private int FindRoom()
    {
        while (true)
        {
            var place = _hand;
            _hand = (_hand + 1) % _slots.Count;
            var candidate = _slots[place];
            if (candidate.IsUsed && candidate.Value is not null)
            {
                candidate.IsUsed = false;
                continue;
            }

            if (candidate.Value is not null)
            {
                _entries.TryRemove(candidate.Key, out _);
            }

            return place;
        }
    }

    private sealed class Entry(TKey key, TValue value)
    {
        public TKey Key { get; } = key;

        public TValue? Value { get; private set; } = value;

        public bool IsUsed { get; set; }

        public void Clear() => Value = null;
    }
}
