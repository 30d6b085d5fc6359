using System.Security.Cryptography;

namespace Lintel.HttpTests.Idempotency;

/// <summary>Counts how often handlers ran.</summary>
internal sealed class Counter
{
    private int _runs;

    public int Runs => Volatile.Read(ref _runs);

    /// <summary>A text that no other answer has.</summary>
    public static string NewText() => RandomNumberGenerator.GetHexString(16);

    public int Next() => Interlocked.Increment(ref _runs);
}
