using System.Buffers.Binary;

namespace Lintel.RateLimits;

/// <summary>Some charges of nearly the same time.</summary>
/// <param name="First">When the first was made.</param>
/// <param name="Last">When the last was made; with it all of them leave the window.</param>
/// <param name="Count">How many.</param>
internal readonly record struct ChargeRun(long First, long Last, int Count)
{
    public ChargeRun NotAfter(long now) => new(Math.Min(First, now), Math.Min(Last, now), Count);
}

/// <summary>The charges in a counter, as they move between counters and to a store.</summary>
/// <param name="Kind">The kind of the counter it was taken from.</param>
/// <param name="Runs">The charges, oldest first.</param>
internal sealed record CounterState(RateLimitKind Kind, IReadOnlyList<ChargeRun> Runs)
{
    private const byte Version = 1;
    private const int HeaderSize = 2;
    private const int RunSize = sizeof(long) + sizeof(long) + sizeof(int);

    /// <summary>Writes the state with its times in UTC.</summary>
    /// <param name="toUtc">What makes the limiter's ticks UTC ticks.</param>
    public byte[] Encode(long toUtc)
    {
        var bytes = new byte[HeaderSize + (Runs.Count * RunSize)];
        bytes[0] = Version;
        bytes[1] = (byte)Kind;
        var rest = bytes.AsSpan(HeaderSize);
        foreach (var run in Runs)
        {
            BinaryPrimitives.WriteInt64LittleEndian(rest, run.First + toUtc);
            BinaryPrimitives.WriteInt64LittleEndian(rest[8..], run.Last + toUtc);
            BinaryPrimitives.WriteInt32LittleEndian(rest[16..], run.Count);
            rest = rest[RunSize..];
        }

        return bytes;
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is something else; admitting the request would refill a window that guards something.</exception>
    public static CounterState Decode(ReadOnlySpan<byte> bytes, long toUtc)
    {
        if (bytes.Length < HeaderSize || bytes[0] != Version || bytes[1] > (byte)RateLimitKind.Rolling || (bytes.Length - HeaderSize) % RunSize != 0)
        {
            throw new InvalidDataException("The stored state of a rate limit counter cannot be read.");
        }

        var runs = new ChargeRun[(bytes.Length - HeaderSize) / RunSize];
        var rest = bytes[HeaderSize..];
        for (var i = 0; i < runs.Length; i++)
        {
            runs[i] = new ChargeRun(
                BinaryPrimitives.ReadInt64LittleEndian(rest) - toUtc,
                BinaryPrimitives.ReadInt64LittleEndian(rest[8..]) - toUtc,
                BinaryPrimitives.ReadInt32LittleEndian(rest[16..]));
            rest = rest[RunSize..];
        }

        return new CounterState((RateLimitKind)bytes[1], runs);
    }
}
