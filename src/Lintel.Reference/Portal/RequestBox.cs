using System.Diagnostics;
using Lintel.AspNetCore;
using Lintel.Cluster;
using Lintel.Contracts;
using Lintel.Keys;
using Lintel.Requests;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>Looks a request up for whoever presents the key that it was made with, or a link that its own answer has named.</summary>
/// <remarks>
/// A link that was forged, one that has expired and one to an entry that is not kept any more are answered with the same words.
/// An unknown id, the id of somebody else's request and that of one without a key are answered with the same words. A key that is
/// disabled, expired or revoked still finds its own requests: its holder asks why they were refused.
/// </remarks>
internal sealed class RequestBox(
    KeyVerifier verifier,
    ExplanationSeal seals,
    IRequestLogStore log,
    RequestLogWriter writer,
    ApiDirectory apis,
    ClientAddress addresses,
    INodeRegistry nodes,
    RequestClock clock,
    LimiterMetrics metrics)
{
    /// <summary>The number of look-ups that an address has in a minute, over all nodes.</summary>
    public const int PerMinute = 20;

    private const int LongestText = 512;

    private readonly AddressLimit _limit = new("reference", "request-look-ups", PerMinute, nodes, clock, metrics);

    /// <summary>Looks a request up.</summary>
    /// <param name="http">The request that asks. Its address is charged whatever it asks for.</param>
    /// <param name="contract">The API.</param>
    /// <param name="id">The id that it asks for.</param>
    /// <param name="key">The key that it presents. It is neither kept nor logged.</param>
    public async Task<LookedUp> FindAsync(HttpContext http, Contract contract, string id, string key)
    {
        if (contract.Keys is not { } scheme)
        {
            throw new UnreachableException($"{contract.File} has no keys, so its page has no box.");
        }

        if (Charge(http) is { } refused)
        {
            return refused;
        }

        // The log is for those alone who hold a key: nobody else makes it write or read.
        var verdict = await verifier.VerifyAsync(contract, scheme, Bounded(key).AsMemory(), PresentedKeyMemo.None, http.RequestAborted);
        if (MayRead(verdict, contract) is not { } reader)
        {
            return LookedUp.Nothing;
        }

        return await EntryAsync(http, contract, Bounded(id)) is { } entry && entry.KeyId == reader.Id
            ? FoundOf(contract, entry, reader, goodUntil: null)
            : LookedUp.Nothing;
    }

    /// <summary>Looks a request up by the link that its answer has named.</summary>
    /// <param name="http">The request that asks. Its address is charged whatever it asks for.</param>
    /// <param name="contract">The API.</param>
    /// <param name="id">The id of the link.</param>
    /// <param name="seal">The seal of the link.</param>
    public async Task<LookedUp> FindByLinkAsync(HttpContext http, Contract contract, string id, string seal)
    {
        if (Charge(http) is { } refused)
        {
            return refused;
        }

        var now = new DateTimeOffset(clock.UtcTicks, TimeSpan.Zero);
        return contract.ExplainLink
            && seals.EndOf(seal, contract.Api, Bounded(id), now) is { } end
            && await EntryAsync(http, contract, Bounded(id)) is { } entry
            ? FoundOf(contract, entry, key: null, end)
            : LookedUp.Nothing;
    }

    private LookedUp.Refused? Charge(HttpContext http)
    {
        var answer = _limit.Take(addresses.Of(http), clock.Now);
        return answer.Admitted ? null : new LookedUp.Refused(Math.Max(answer.RetryAfter, 1));
    }

    private async Task<RequestLogEntry?> EntryAsync(HttpContext http, Contract contract, string id)
    {
        await writer.FlushAsync(http.RequestAborted);
        return await log.FindAsync(id, http.RequestAborted) is { } entry && entry.Api == contract.Api ? entry : null;
    }

    private LookedUp.Found FoundOf(Contract contract, RequestLogEntry entry, ApiKey? key, DateTimeOffset? goodUntil) => new(
        entry,
        entry.Code is null ? null : contract.Errors.FirstOrDefault(error => error.Code == entry.Code),
        Explainer.Of(apis.OfEntry(entry.Api), entry, key))
    {
        GoodUntil = goodUntil,
    };

    /// <summary>The key, where its secret is good in this API and this environment, whatever its state.</summary>
    private static ApiKey? MayRead(KeyVerdict verdict, Contract contract) =>
        verdict.Recognized is { } key && verdict.Refusal?.Condition != Condition.CredentialUnknown && key.Api == contract.Realm ? key : null;

    private static string Bounded(string text) => text.Length > LongestText ? string.Empty : text.Trim();
}

/// <summary>The outcome of a look-up. A closed type.</summary>
internal abstract record LookedUp
{
    private LookedUp()
    {
    }

    /// <summary>There is nothing to show to whoever asks, for whatever reason.</summary>
    public static LookedUp Nothing { get; } = new None();

    /// <summary>The request.</summary>
    /// <param name="Entry">Its entry in the log. Only what its caller was told may be shown.</param>
    /// <param name="Error">The definition of its code; null for a success, or where the contract has it no longer.</param>
    /// <param name="Explanation">Its way through the guards, of which <see cref="CallerView"/> shows the caller's part.</param>
    public sealed record Found(RequestLogEntry Entry, ErrorDefinition? Error, Explanation Explanation) : LookedUp
    {
        /// <summary>The end of the link that it was found by; null where it was found by its key.</summary>
        public DateTimeOffset? GoodUntil { get; init; }
    }

    /// <summary>The address has asked too often.</summary>
    /// <param name="Seconds">The seconds after which it may ask again.</param>
    public sealed record Refused(int Seconds) : LookedUp;

    /// <summary>There is nothing to show.</summary>
    public sealed record None : LookedUp;
}
