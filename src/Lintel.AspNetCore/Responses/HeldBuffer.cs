using System.Buffers;

namespace Lintel.AspNetCore;

/// <summary>The bytes of a response body that are held back, in pooled memory. Not thread-safe.</summary>
internal struct HeldBuffer
{
    private const int Smallest = 4 * 1024;

    private byte[]? _bytes;

    public int Length { get; private set; }

    /// <summary>The bytes that are held. Valid until the next call.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Makes room for more bytes.</summary>
    /// <param name="sizeHint">The fewest bytes of room; 0 for at least one.</param>
    public Memory<byte> Room(int sizeHint)
    {
        var needed = Length + Math.Max(sizeHint, 1);
        if (_bytes is null || needed > _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(Smallest, needed), 2 * Length));
            Written.CopyTo(larger);
            Return();
            _bytes = larger;
        }

        return _bytes.AsMemory(Length);
    }

    public void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (_bytes?.Length ?? 0) - Length);
        Length += bytes;
    }

    /// <summary>Drops what exceeds a length.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Drops everything and gives the memory back.</summary>
    public void Release()
    {
        Return();
        _bytes = null;
        Length = 0;
    }

    private readonly void Return()
    {
        if (_bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}
