namespace Lintel.Storage;

/// <summary>The numbers that order the request log: the millisecond at which a request began, and a count that tells the requests of one millisecond apart.</summary>
internal static class RequestSequence
{
    private const int CountBits = 22;

    /// <summary>The number of a request.</summary>
    /// <param name="at">When it began.</param>
    /// <param name="count">How many requests were logged before it.</param>
    public static long Of(DateTimeOffset at, long count) => FirstAt(at) + (count & ((1L << CountBits) - 1));

    /// <summary>The first number of a moment's millisecond.</summary>
    public static long FirstAt(DateTimeOffset moment) => Math.Max(0, moment.ToUnixTimeMilliseconds()) << CountBits;
}
