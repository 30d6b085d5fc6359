using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Lintel.Keys;

/// <summary>
/// Signs the links by which callers look at the explanation of one request: HMAC-SHA256 under a key derived from the pepper, over the API, the request id and
/// the end. A seal is the pepper's version, the end in seconds since 1970 and the first half of the HMAC, in base64url. Thread-safe.
/// </summary>
internal sealed class ExplanationSeal(Pepper pepper)
{
    /// <summary>The time for which a link is good.</summary>
    public static readonly TimeSpan ValidFor = TimeSpan.FromDays(7);

    private const string Purpose = "explanation links";
    private const int VersionLength = 2;
    private const int EndLength = 4;
    private const int MacLength = 16;
    private const int Length = VersionLength + EndLength + MacLength;

    private readonly ConcurrentDictionary<int, byte[]> _keys = new();

    /// <summary>Signs a link that is good for <see cref="ValidFor"/>.</summary>
    /// <param name="api">The API's name.</param>
    /// <param name="requestId">The request id.</param>
    /// <param name="at">The time of the request.</param>
    /// <returns>30 characters of base64url.</returns>
    public string Seal(string api, string requestId, DateTimeOffset at)
    {
        Span<byte> seal = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt16BigEndian(seal, (ushort)pepper.Newest);
        BinaryPrimitives.WriteUInt32BigEndian(seal[VersionLength..], (uint)(at + ValidFor).ToUnixTimeSeconds());
        Sign(pepper.Newest, api, requestId, seal);
        return Base64Url.EncodeToString(seal);
    }

    /// <summary>Tells until when a seal is good for a request.</summary>
    /// <param name="seal">The seal, as it was presented.</param>
    /// <param name="api">The API's name.</param>
    /// <param name="requestId">The request id, as it was presented.</param>
    /// <param name="now">The present.</param>
    /// <returns>The end; null for a seal of another request, one that was forged, and one whose end has passed.</returns>
    public DateTimeOffset? EndOf(ReadOnlySpan<char> seal, string api, string requestId, DateTimeOffset now)
    {
        Span<byte> presented = stackalloc byte[Length];
        if (seal.Length > Base64Url.GetEncodedLength(Length)
            || Base64Url.DecodeFromChars(seal, presented, out _, out var written) != OperationStatus.Done
            || written != Length)
        {
            return null;
        }

        var version = BinaryPrimitives.ReadUInt16BigEndian(presented);
        if (!pepper.TryGet(version, out _))
        {
            return null;
        }

        Span<byte> expected = stackalloc byte[Length];
        presented[..^MacLength].CopyTo(expected);
        Sign(version, api, requestId, expected);
        var end = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadUInt32BigEndian(presented[VersionLength..]));
        return CryptographicOperations.FixedTimeEquals(presented, expected) && now < end ? end : null;
    }

    // Neither an API's name nor a header of ids has a line break, so that no two pairs are one text.
    private void Sign(int version, string api, string requestId, Span<byte> seal)
    {
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        byte[] text = [.. seal[..^MacLength], .. Encoding.UTF8.GetBytes($"{api}\n{requestId}")];
        HMACSHA256.HashData(_keys.GetOrAdd(version, static (known, pepper) => pepper.DeriveKey(Purpose, known), pepper), text, mac);
        mac[..MacLength].CopyTo(seal[^MacLength..]);
    }
}
