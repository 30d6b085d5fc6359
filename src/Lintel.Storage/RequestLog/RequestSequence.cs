namespace Lintel.Storage;

/// <summary>
/// The numbers that order the request log: the millisecond at which a request began, and a count that tells the requests of one millisecond apart.
/// </summary>
internal static class RequestSequence
{
    private const int CountBits = 22;

    // In 2039. Queries name any moment that a date can.
    private const long LastMillisecond = long.MaxValue >> CountBits;

    /// <summary>The number of a request.</summary>
    /// <param name="at">When it began.</param>
    /// <param name="count">How many requests were logged before it.</param>
    public static long Of(DateTimeOffset at, long count) => FirstAt(at) + (count & ((1L << CountBits) - 1));

    /// <summary>The first number of a moment's millisecond.</summary>
    public static long FirstAt(DateTimeOffset moment) => Math.Clamp(moment.ToUnixTimeMilliseconds(), 0, LastMillisecond) << CountBits;

    /// <summary>The millisecond of a number.</summary>
    public static DateTimeOffset MillisecondOf(long sequence) => DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(sequence, 0) >> CountBits);

    /// <summary>The first number after a moment's millisecond; the largest of all where there is none.</summary>
    public static long FirstAfter(DateTimeOffset moment) =>
        FirstAt(moment) is var first && first >> CountBits < LastMillisecond ? first + (1L << CountBits) : long.MaxValue;
}
