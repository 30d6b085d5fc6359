using System.Security.Cryptography;

namespace Lintel.Keys;

/// <summary>
/// A hash that each thread sets up once. Setting up took longer than hashing a key did: 2.0 µs against 0.8 for HMAC-SHA256, 0.7 against 0.5 for SHA-256.
/// </summary>
/// <param name="create">Sets it up: with a pepper or without, never with anything of a caller.</param>
#pragma warning disable CA1001 // It lives as long as the process; what a thread leaves behind is finalised.
internal sealed class ThreadHash(Func<IncrementalHash> create)
#pragma warning restore CA1001
{
    private readonly ThreadLocal<IncrementalHash?> _instance = new();

    /// <summary>The hash of some bytes.</summary>
    public void Compute(ReadOnlySpan<byte> bytes, Span<byte> hash)
    {
        var instance = _instance.Value ?? create();

        // Put back only when all went well: an instance with half a secret in it is never used again.
        _instance.Value = null;
        instance.AppendData(bytes);
        instance.GetHashAndReset(hash);
        _instance.Value = instance;
    }
}
