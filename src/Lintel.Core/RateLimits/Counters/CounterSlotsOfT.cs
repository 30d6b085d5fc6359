using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lintel.RateLimits;

/// <summary>
/// A hash table of counters that lie in the table itself: open addressing, the next free slot from a key's home on, nothing removed. A look-up waits for
/// memory once: with a million callers, a decision took 1.7 times as long on a table of chains, with heads and slots apart.
/// </summary>
/// <typeparam name="TCounter">The kind of counter; a struct takes no object of its own.</typeparam>
internal sealed class CounterSlots<TCounter> : CounterSlots
    where TCounter : ICounter
{
    private const int Smallest = 4;

    private Slot[] _slots = new Slot[Smallest];
    private int _length = Smallest;
    private int _count;

    public ref TCounter this[int place] => ref At(place).Counter;

    /// <returns>The place of the key's counter; -1 where there is none.</returns>
    public int Find(in CounterClaim claim)
    {
        var place = HomeOf(claim.Hash);
        while (!At(place).IsOf(claim))
        {
            if (At(place).IsFree)
            {
                return -1;
            }

            place = After(place);
        }

        return place;
    }

    /// <summary>Adds a counter for a key that has none.</summary>
    /// <returns>Its place.</returns>
    public int Add(in CounterClaim claim, TCounter counter)
    {
        // Fuller, look-ups go through more slots. A quarter at a time, so that little of the table is empty.
        if (++_count > _length * 3 / 4)
        {
            Grow(_length + Math.Max(Smallest, _length / 4));
        }

        var place = FindFree(claim.Hash);
        At(place) = new Slot(claim, counter);
        return place;
    }

    public override long GetWait(int place, long now, long window, int allow)
    {
        ref var counter = ref this[place];
        counter.CountUsed(now, window);
        return counter.GetWait(now, window, allow);
    }

    public override (int Used, long TimeToEmpty) Describe(int place, long now, long window)
    {
        ref var counter = ref this[place];
        return (counter.CountUsed(now, window), counter.GetTimeToEmpty(now, window));
    }

    public override ChargeStamp Charge(int place, long now, long window, int serial) => this[place].Charge(now, window, serial);

    public override void GiveBack(int place, ChargeStamp stamp, long now, long window) => this[place].GiveBack(stamp, now, window);

    public override void Clear(int place) => this[place].Clear();

    public override DurableCounter? FindDurable(int place) => this[place] is DurableCounter counter ? counter : null;

    // The lowest bits chose the stripe. The product spreads the others over a length that is no power of two, and in their order: growing reads the old
    // slots and writes the new ones from the first to the last.
    private int HomeOf(ulong hash) => (int)(((hash >> 32) * (ulong)_length) >> 32);

    private int After(int place) => place + 1 == _length ? 0 : place + 1;

    // Not by the array's indexer, which looks at the length at its beginning: a wait for memory of its own. Places come from HomeOf and After alone, which
    // stay below the length.
    private ref Slot At(int place) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), place);

    private int FindFree(ulong hash)
    {
        var place = HomeOf(hash);
        while (!At(place).IsFree)
        {
            place = After(place);
        }

        return place;
    }

    private void Grow(int length)
    {
        var old = _slots;
        _slots = new Slot[length];
        _length = length;
        foreach (ref readonly var slot in old.AsSpan())
        {
            if (!slot.IsFree)
            {
                At(FindFree(slot.Hash)) = slot;
            }
        }
    }

    /// <summary>A key and its counter.</summary>
    private struct Slot(in CounterClaim claim, TCounter counter)
    {
        private readonly string? _text = claim.Text;

        // For a text its hash, so that another key is passed by without a look at its text.
        private readonly ulong _number = claim.Number;

        public TCounter Counter = counter;

        public readonly bool IsFree => _text is null;

        public readonly ulong Hash => CounterClaim.HashOf(_text!, _number);

        public readonly bool IsOf(in CounterClaim claim) => _number == claim.Number && string.Equals(_text, claim.Text);
    }
}
