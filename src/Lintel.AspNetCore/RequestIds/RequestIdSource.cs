using System.Buffers.Binary;
using System.Security.Cryptography;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// Mints request ids: the seconds since 2020 in eight hexadecimal digits, random digits of this process, and the number of the request within its second,
/// shuffled under a key of the process. So ids are unique over restarts, sort by time in the log's index, cost one interlocked exchange, and do not tell how
/// many requests others made.
/// </summary>
internal sealed class RequestIdSource
{
    private const int SecondDigits = RequestIdTime.Digits;
    private const int MostCountedDigits = 6;

    private readonly TimeProvider _clock;
    private readonly string _prefix;
    private readonly string _processDigits;
    private readonly int _countedDigits;
    private readonly NumberShuffle _shuffle;

    // The second and, in the lowest digits, the number within it. More requests than the digits have numbers borrow from the next second.
    private ulong _last;

    /// <param name="format">How the ids look.</param>
    /// <param name="clock">The real clock, also under test: a frozen one would mint an id twice after a restart.</param>
    public RequestIdSource(RequestIdFormat format, TimeProvider clock)
    {
        _clock = clock;
        _prefix = format.Prefix;
        _countedDigits = Math.Min(format.Digits - SecondDigits, MostCountedDigits);
        _processDigits = RandomNumberGenerator.GetHexString(format.Digits - SecondDigits - _countedDigits, lowercase: true);
        _shuffle = new NumberShuffle(4 * _countedDigits);

        // The process before may have minted in this very second.
        _last = ((Second() + 1) << (4 * _countedDigits)) - 1;
    }

    public string Next() => string.Create(_prefix.Length + SecondDigits + _processDigits.Length + _countedDigits, (this, Count()), static (span, state) =>
    {
        var (source, count) = state;
        var bits = 4 * source._countedDigits;
        var second = count >> bits;
        source._prefix.CopyTo(span);
        span = span[source._prefix.Length..];
        WriteDigits(second, span[..SecondDigits]);
        source._processDigits.CopyTo(span[SecondDigits..]);
        WriteDigits(source._shuffle.Apply(count & ((1UL << bits) - 1), second), span[^source._countedDigits..]);
    });

    private static void WriteDigits(ulong number, Span<char> span)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        Span<char> digits = stackalloc char[2 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        _ = Convert.TryToHexStringLower(bytes, digits, out _);
        digits[^span.Length..].CopyTo(span);
    }

    private ulong Count()
    {
        var earliest = Second() << (4 * _countedDigits);
        while (true)
        {
            var last = Volatile.Read(ref _last);
            var next = Math.Max(last + 1, earliest);
            if (Interlocked.CompareExchange(ref _last, next, last) == last)
            {
                return next;
            }
        }
    }

    private ulong Second() => (ulong)((_clock.GetUtcNow() - RequestIdTime.Epoch).Ticks / TimeSpan.TicksPerSecond) & uint.MaxValue;
}
