using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// The counters of values that operations count by, such as logins: named by a keyed hash, so that no value stands in a store, and whoever reads it cannot try
/// values. With a new version of the pepper they begin anew. Thread-safe.
/// </summary>
/// <param name="pepper">The pepper that the key is derived from.</param>
internal sealed class ValueCounters(Pepper pepper)
{
    private readonly byte[] _key = pepper.DeriveLastingKey("rate limit values", pepper.Newest);

    /// <summary>The counter of a value.</summary>
    public RateLimitKey Of(string value) => RateLimitKey.Of(Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(value))));
}
