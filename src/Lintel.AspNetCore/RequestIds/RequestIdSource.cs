using System.Buffers.Binary;
using System.Security.Cryptography;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Mints request ids: a number that begins with the milliseconds of the process' start and then counts, in hexadecimal. So ids are unique over
/// restarts, sort by time in the log's index, and cost one interlocked increment; random ones would cost a system call each.
/// </summary>
internal sealed class RequestIdSource
{
    private const int TimeBits = 40;
    private static readonly DateTimeOffset Epoch = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _fixedPart;
    private readonly int _countedDigits;
    private ulong _last;

    /// <param name="format">How the ids look.</param>
    /// <param name="clock">The real clock, also under test: a frozen one would mint an id twice after a restart.</param>
    public RequestIdSource(RequestIdFormat format, TimeProvider clock)
    {
        _countedDigits = Math.Min(format.Digits, 16);
        _fixedPart = format.Prefix + RandomNumberGenerator.GetHexString(format.Digits - _countedDigits, lowercase: true);
        var milliseconds = (ulong)(clock.GetUtcNow() - Epoch).TotalMilliseconds & ((1UL << TimeBits) - 1);
        _last = milliseconds << ((4 * _countedDigits) - TimeBits);
    }

    public string Next()
    {
        var value = Interlocked.Increment(ref _last);
        return string.Create(_fixedPart.Length + _countedDigits, (_fixedPart, value), static (span, state) =>
        {
            var (fixedPart, number) = state;
            fixedPart.CopyTo(span);
            Span<byte> bytes = stackalloc byte[sizeof(ulong)];
            Span<char> digits = stackalloc char[2 * sizeof(ulong)];
            BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
            _ = Convert.TryToHexStringLower(bytes, digits, out _);
            digits[^(span.Length - fixedPart.Length)..].CopyTo(span[fixedPart.Length..]);
        });
    }
}
