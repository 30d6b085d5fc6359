using System.Net;
using Lintel.Keys;

namespace Lintel.Management.Rights;

/// <summary>The reach of a key: its scopes, the networks it works from, and its end.</summary>
/// <param name="Scopes">The scopes that it is granted.</param>
/// <param name="Addresses">The networks; empty for everywhere.</param>
/// <param name="ExpiresAt">The end; null for never.</param>
internal sealed record KeyReach(IReadOnlyList<string> Scopes, IReadOnlyList<IPNetwork> Addresses, DateTimeOffset? ExpiresAt)
{
    public static KeyReach Of(ApiKey key) => new(key.Scopes, key.Addresses, key.ExpiresAt);

    /// <summary>The reach once an edit is done.</summary>
    public KeyReach After(KeyEdit edit) => new(edit.Scopes ?? Scopes, edit.Addresses ?? Addresses, edit.Expiry is { } expiry ? expiry.At : ExpiresAt);

    /// <summary>Returns true if the other reaches no further in place and time; scopes are compared by what they imply, elsewhere.</summary>
    public bool Covers(KeyReach other) =>
        (Addresses.Count == 0 || (other.Addresses.Count > 0 && other.Addresses.All(network => Addresses.Any(own => Contains(own, network)))))
        && (ExpiresAt is null || other.ExpiresAt <= ExpiresAt);

    private static bool Contains(IPNetwork outer, IPNetwork inner) => inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.BaseAddress);
}
