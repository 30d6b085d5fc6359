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

    // What the hand walks along, by place. Apart from the values, so that a look-up reads one line of memory less: with a million keys that was a
    // third of its time. A mark that is lost while the list grows, or set for a place that has just changed hands, costs one turn of the hand.
    private readonly List<TKey> _places = [];
    private readonly Stack<int> _free = [];
    private bool[] _used = [];
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

        // Written only once, so that readers do not pull its cache line from each other.
        ref var used = ref _used[entry.Place];
        if (!used)
        {
            used = true;
        }

        value = entry.Value;
        return true;
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_gate)
        {
            var place = _entries.TryGetValue(key, out var old) ? old.Place : TakePlace(key);
            _used[place] = false;
            _entries[key] = new Entry(value, place);
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
            if (_entries.TryRemove(key, out var old))
            {
                _free.Push(old.Place);
            }
        }
    }

    private int TakePlace(TKey key)
    {
        if (_places.Count < capacity && _free.Count == 0)
        {
            return AddPlace(key);
        }

        var place = _free.TryPop(out var free) ? free : FindRoom();
        _places[place] = key;
        return place;
    }

    private int AddPlace(TKey key)
    {
        if (_places.Count == _used.Length)
        {
            Array.Resize(ref _used, Math.Max(16, 2 * _used.Length));
        }

        _places.Add(key);
        return _places.Count - 1;
    }

    /// <summary>Only where no place is free: each has its entry.</summary>
    private int FindRoom()
    {
        while (true)
        {
            var place = _hand;
            _hand = (_hand + 1) % _places.Count;
            if (_used[place])
            {
                _used[place] = false;
                continue;
            }

            _entries.TryRemove(_places[place], out _);
            return place;
        }
    }

    /// <param name="Value">The value.</param>
    /// <param name="Place">Where the hand finds it.</param>
    private readonly record struct Entry(TValue Value, int Place);
}
