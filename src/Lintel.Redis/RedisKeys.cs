using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Lintel.RateLimits;
using StackExchange.Redis;

namespace Lintel.Redis;

/// <summary>
/// The names of counters in the engine. What is in braces decides where a name is kept, so that the counters of an account are kept together. Callers choose
/// some of the texts: those that are long, or have other characters than ids have, are named by their digest.
/// </summary>
/// <param name="api">The contract's name.</param>
internal sealed class RedisKeys(string api)
{
    private const int LongestText = 64;
    private const int DigestSize = 18;

    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.:");

    /// <summary>Fills in the names of a policy's counter: its numbers, and the times of its charges.</summary>
    public void Write(in SharedClaim claim, Span<RedisKey> keys)
    {
        var kind = claim.Policy.Kind == RateLimitKind.Fixed ? 'f' : 'r';
        var name = $"lintel:{{{Safe(claim.Group)}}}:{api}:{claim.Policy.Name}:{kind}:{Safe(claim.Counter)}";
        keys[0] = name;
        keys[1] = name + ":times";
    }

    /// <summary>The name of no reservation, kept together with counters.</summary>
    public static RedisKey Nothing(in SharedClaim claim) => Reservation(claim, "none");

    /// <summary>The name of a reservation that is kept together with counters.</summary>
    public static RedisKey Reservation(in SharedClaim claim, string id) => $"lintel:{{{Safe(claim.Group)}}}:reserved:{id}";

    private static string Safe(string text)
    {
        if (text.Length is > 0 and <= LongestText && !text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var digest = SHA256.HashData(Encoding.UTF8.GetBytes(text));
        return $"#{Base64Url.EncodeToString(digest.AsSpan(0, DigestSize))}";
    }
}
