using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Lintel.Keys;

/// <summary>
/// A bounded dictionary. Readers mark an entry as used and take no lock; when there is no room, a hand goes round and takes away the first entry that
/// was not used since the hand last came by.
/// </summary>
/// <remarks>
/// One table with the entries in it, each at the first free slot from the place that its hash says. A look-up so reads one place of memory; a
/// ConcurrentDictionary reads three that wait for each other, which among a million keys took twice as long. Writers take turns and count each change
/// of a slot before and after it, so that a reader knows when it has read half of one entry and half of another. A reader that comes upon a change, or
/// past an entry while that is moved, finds nothing: the cache then asks the store, which is never wrong and hardly ever happens.
/// </remarks>
internal sealed class SecondChance<TKey, TValue>
    where TKey : notnull, IEquatable<TKey>
    where TValue : class
{
    private const int SmallestTable = 16;

    private readonly int _capacity;
    private readonly Lock _gate = new();
    private Slot[] _slots = new Slot[SmallestTable];
    private int _count;
    private int _hand;

    /// <summary>Makes an empty dictionary.</summary>
    /// <param name="capacity">How many entries there is room for, at least one.</param>
    public SecondChance(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    /// <summary>How many entries there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Looks an entry up.</summary>
    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        var slots = Volatile.Read(ref _slots);
        for (var place = HomeOf(key, slots); ; place = Next(place, slots))
        {
            ref var slot = ref slots[place];
            var changes = Volatile.Read(ref slot.Changes);
            value = slot.Value;
            var isIt = value is not null && key.Equals(slot.Key);
            Volatile.ReadBarrier();
            if (value is null || int.IsOddInteger(changes) || changes != slot.Changes)
            {
                value = null;
                return false;
            }

            if (isIt)
            {
                slot.MarkUsed();
                return true;
            }
        }
    }

    /// <summary>Adds or replaces an entry.</summary>
    public void Set(TKey key, TValue value)
    {
        lock (_gate)
        {
            if (Find(key, out var place))
            {
                _slots[place].Write(key, value, isUsed: false);
                return;
            }

            if (_count == _capacity)
            {
                RemoveUnused();
            }
            else if (_count >= _slots.Length / 4 * 3)
            {
                Grow();
            }

            Find(key, out place);
            _slots[place].Write(key, value, isUsed: false);
            _count++;
        }
    }

    /// <summary>Removes an entry, if it is there.</summary>
    public void Remove(TKey key)
    {
        lock (_gate)
        {
            if (Find(key, out var place))
            {
                RemoveAt(place);
            }
        }
    }

    // Multiplied, so that hashes that are numbers in a row do not lie in a row.
    private static int HomeOf(TKey key, Slot[] slots) => (int)(((uint)key.GetHashCode() * 0x9E3779B9u) >> (32 - BitOperations.Log2((uint)slots.Length)));

    private static int Next(int place, Slot[] slots) => (place + 1) & (slots.Length - 1);

    /// <returns>True with the key's place, or false with the free one where it belongs.</returns>
    private bool Find(TKey key, out int place)
    {
        for (place = HomeOf(key, _slots); _slots[place].Value is not null; place = Next(place, _slots))
        {
            if (key.Equals(_slots[place].Key))
            {
                return true;
            }
        }

        return false;
    }

    private void RemoveUnused()
    {
        while (_slots[_hand].Value is null || _slots[_hand].IsUsed)
        {
            _slots[_hand].IsUsed = false;
            _hand = Next(_hand, _slots);
        }

        RemoveAt(_hand);
    }

    /// <summary>Empties a slot, and moves those after it that a look-up would no longer reach across the gap.</summary>
    private void RemoveAt(int gap)
    {
        for (var place = Next(gap, _slots); _slots[place].Value is { } value; place = Next(place, _slots))
        {
            var mask = _slots.Length - 1;
            var distance = (place - HomeOf(_slots[place].Key, _slots)) & mask;
            if (distance >= ((place - gap) & mask))
            {
                _slots[gap].Write(_slots[place].Key, value, _slots[place].IsUsed);
                gap = place;
            }
        }

        _slots[gap].Write(default!, null, isUsed: false);
        _count--;
    }

    private void Grow()
    {
        var old = _slots;
        var slots = new Slot[2 * old.Length];
        foreach (var slot in old)
        {
            if (slot.Value is { } value)
            {
                var place = HomeOf(slot.Key, slots);
                while (slots[place].Value is not null)
                {
                    place = Next(place, slots);
                }

                slots[place].Write(slot.Key, value, slot.IsUsed);
            }
        }

        // Whoever is still reading the old table asked before the change that comes next.
        Volatile.Write(ref _slots, slots);
        _hand = 0;
    }

    private struct Slot
    {
        /// <summary>Odd while the slot is being written.</summary>
        public int Changes;

        public bool IsUsed;

        public TKey Key;

        /// <summary>Null where the slot is free.</summary>
        public TValue? Value;

        /// <summary>Writes only where it must, so that readers do not pull the slot's cache line from each other.</summary>
        public void MarkUsed()
        {
            if (!IsUsed)
            {
                IsUsed = true;
            }
        }

        public void Write(TKey key, TValue? value, bool isUsed)
        {
            Changes++;
            Volatile.WriteBarrier();
            (Key, Value, IsUsed) = (key, value, isUsed);
            Volatile.Write(ref Changes, Changes + 1);
        }
    }
}
