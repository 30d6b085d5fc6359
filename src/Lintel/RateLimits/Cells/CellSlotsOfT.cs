namespace Lintel.RateLimits;

/// <summary>
/// A hash table of cells that lie in the table itself: keys in chains, whole keys compared, nothing removed. It grows by chunks that stay where
/// they are, so growing copies no cells, and all of it but the last chunk and the heads of the chains is full.
/// </summary>
/// <typeparam name="TCell">The kind of cell; a struct takes no object of its own.</typeparam>
internal sealed class CellSlots<TCell> : CellSlots
    where TCell : ICell
{
    private const int ChunkBits = 6;
    private const int ChunkSize = 1 << ChunkBits;
    private const int Smallest = 2;

    // Places count from 1 here and in the slots, so that 0 ends a chain and a new array is an empty table.
    private int[] _heads = new int[Smallest];
    private Slot[][] _chunks = [new Slot[Smallest]];
    private int _count;

    public ref TCell this[int place] => ref At(place).Cell;

    /// <returns>The place of the key's cell; -1 where there is none.</returns>
    public int Find(in CellClaim claim)
    {
        var tag = TagOf(claim.Hash);
        var place = _heads[tag & (uint)(_heads.Length - 1)] - 1;
        while (place >= 0)
        {
            ref var slot = ref At(place);
            if (slot.Tag == tag && slot.IsOf(claim))
            {
                break;
            }

            place = slot.Next - 1;
        }

        return place;
    }

    /// <summary>Adds a cell for a key that has none.</summary>
    /// <returns>Its place.</returns>
    public int Add(in CellClaim claim, TCell cell)
    {
        if (_count == _heads.Length)
        {
            LengthenHeads();
        }

        MakeRoom();
        var place = _count++;
        At(place) = new Slot(claim, TagOf(claim.Hash), cell);
        Link(place);
        return place;
    }

    public override long GetWait(int place, long now, long window, int allow)
    {
        ref var cell = ref this[place];
        cell.CountUsed(now, window);
        return cell.GetWait(now, window, allow);
    }

    public override (int Used, long TimeToEmpty) Describe(int place, long now, long window)
    {
        ref var cell = ref this[place];
        return (cell.CountUsed(now, window), cell.GetTimeToEmpty(now, window));
    }

    public override ChargeStamp Charge(int place, long now, long window, int serial) => this[place].Charge(now, window, serial);

    public override void GiveBack(int place, ChargeStamp stamp, long now, long window) => this[place].GiveBack(stamp, now, window);

    public override DurableCell? FindDurable(int place) => this[place] is DurableCell cell ? cell : null;

    // The lowest bits chose the stripe.
    private static uint TagOf(ulong hash) => (uint)(hash >> 32);

    private ref Slot At(int place) => ref _chunks[place >> ChunkBits][place & (ChunkSize - 1)];

    private void Link(int place)
    {
        ref var slot = ref At(place);
        ref var head = ref _heads[slot.Tag & (uint)(_heads.Length - 1)];
        slot.Next = head;
        head = place + 1;
    }

    private void LengthenHeads()
    {
        _heads = new int[_heads.Length * 2];
        for (var place = 0; place < _count; place++)
        {
            Link(place);
        }
    }

    private void MakeRoom()
    {
        var chunk = _count >> ChunkBits;
        if (chunk == _chunks.Length)
        {
            Array.Resize(ref _chunks, chunk * 2);
        }

        if (_chunks[chunk] is null)
        {
            _chunks[chunk] = new Slot[ChunkSize];
        }
        else if ((_count & (ChunkSize - 1)) == _chunks[chunk].Length)
        {
            // Only the first chunk begins small, for policies of few callers.
            Array.Resize(ref _chunks[chunk], _count * 2);
        }
    }

    /// <summary>A key and its cell: 48 bytes for a fixed window.</summary>
    private struct Slot(in CellClaim claim, uint tag, TCell cell)
    {
        private readonly string? _text = claim.Text;
        private readonly ulong _high = claim.High;
        private readonly ulong _low = claim.Low;

        /// <summary>Part of the key's hash: another key of the chain is passed by without a look at its text.</summary>
        public readonly uint Tag = tag;

        public int Next;
        public TCell Cell = cell;

        public readonly bool IsOf(in CellClaim claim) => string.Equals(_text, claim.Text) && _low == claim.Low && _high == claim.High;
    }
}
