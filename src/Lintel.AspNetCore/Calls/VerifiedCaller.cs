using System.Security.Claims;

namespace Lintel.AspNetCore;

/// <summary>A caller whom an <see cref="ICredentialReader"/> has verified, or an access token names.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Subject">Who it is, among the account's callers.</param>
/// <param name="Scopes">The scopes that were granted, without those they imply.</param>
/// <param name="Claims">Further claims of the user.</param>
internal sealed record VerifiedCaller(string AccountId, string Subject, IReadOnlyList<string> Scopes, IReadOnlyList<Claim> Claims)
{
    /// <summary>The text that limits per key count by. No id of a key, a session or an application has a blank, so it is none of theirs.</summary>
    public string CounterText { get; } = $"{AccountId} {Subject}";

    /// <summary>
    /// The text that tells callers of the same account and scopes apart in a cache of answers; each part has its length before it, so that no two callers have
    /// the same.
    /// </summary>
    public string CacheText => string.Concat(
        Claims.Select(claim => WithLength(claim.Type) + WithLength(claim.Value)).Order(StringComparer.Ordinal).Prepend(WithLength(Subject)));

    private static string WithLength(string text) => $"{text.Length}:{text}";
}
