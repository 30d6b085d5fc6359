using Lintel.RateLimits;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Takes from a call what its guards have looked at, once its answer is known.</summary>
internal sealed class CallTrail : TrailFormat
{
    private static readonly CallTrail Format = new();

    /// <summary>Makes the trail of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="addresses">Tells how the address of the client was found.</param>
    public static RequestTrail Of(ApiCall call, ClientAddress addresses)
    {
        var key = call.KeyOrNull ?? call.RefusedKey;
        return new RequestTrail
        {
            Format = Format,
            Api = call.Runtime,
            Operation = call.Operation,
            Key = key,
            Account = call.AccountOrNull,
            Scheme = call.CredentialScheme,
            More = MoreOf(call, key is { Addresses.Count: > 0 } ? addresses.Seen(call.Http, call.Address) : null),
            Limit = call.RateLimit,
            Reached = call.Reached,
            Facts = (byte)FactsOf(call),
        };
    }

    /// <inheritdoc/>
    public override void Write(in RequestRecord record, TrailWriter trail) => new TrailLines(record, trail).Write();

    private static TrailMore? MoreOf(ApiCall call, SeenAddress? address)
    {
        var caller = call.SessionOrNull?.UserId ?? call.ApplicationOrNull?.Id ?? call.CallerOrNull?.Subject;
        return caller is null && address is null && call.AllRateLimits is null && call.AllowedMethods is null
            ? null
            : new TrailMore(caller, address, call.AllRateLimits, call.AllowedMethods);
    }

    private static TrailFacts FactsOf(ApiCall call) =>
        (call.CredentialIsInQuery ? TrailFacts.CredentialInQuery : TrailFacts.None)
        | (call.IsEntered ? TrailFacts.Admitted : TrailFacts.None)
        | (call.SessionOrNull is not null ? TrailFacts.Session : TrailFacts.None)
        | (call.Idempotency is null ? TrailFacts.None : TrailFacts.IdempotencyKey)
        | (call.Idempotency is { Replay: not null } ? TrailFacts.Replayed : TrailFacts.None);
}

/// <summary>Facts of a trail.</summary>
[Flags]
internal enum TrailFacts : byte
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The credential was read from the query.</summary>
    CredentialInQuery = 1,

    /// <summary>The request was passed on to the application.</summary>
    Admitted = 2,

    /// <summary>The caller has a session.</summary>
    Session = 4,

    /// <summary>An idempotency key was taken.</summary>
    IdempotencyKey = 8,

    /// <summary>An answer was given again.</summary>
    Replayed = 16,
}

/// <summary>The parts that few trails have.</summary>
/// <param name="Caller">The person, application or subject; null for a key.</param>
/// <param name="Address">The client's address, where the key is restricted to some.</param>
/// <param name="Limits">The rate limits, where the caller is told about several.</param>
/// <param name="Methods">The methods of the path, where the request has another.</param>
internal sealed record TrailMore(string? Caller, SeenAddress? Address, IReadOnlyList<RateLimitStatus>? Limits, string? Methods);
