namespace Lintel.RateLimits;

/// <summary>What a rate limit policy counts by.</summary>
internal enum RateLimitPartition
{
    /// <summary>Each key for itself, each person over all of their sessions, and each application that presents its own credentials.</summary>
    Key,

    /// <summary>All keys of an account together.</summary>
    Account,

    /// <summary>
    /// The client's address; IPv6 by /64, and with higher numbers by /56 and /48, because whoever has one address of such a network may have all.
    /// </summary>
    Address,

    /// <summary>Each application that presents its own credentials.</summary>
    Application,

    /// <summary>A value that the operation names.</summary>
    Value,
}

/// <summary>How a window moves.</summary>
internal enum RateLimitKind
{
    /// <summary>The window begins with the first charged request and then ends as a whole.</summary>
    Fixed,

    /// <summary>At every moment the window is the time just past; no such window admits more than the policy.</summary>
    Rolling,
}

/// <summary>The requests that stay charged once they have been answered.</summary>
internal enum RateLimitCharging
{
    /// <summary>All that passed the limit.</summary>
    Always,

    /// <summary>Those that succeeded; one that is refused or fails after it passed the limit gets its charge back.</summary>
    Success,

    /// <summary>Those that were refused, such as a wrong password; one that succeeded, or that the server failed to answer, gets its charge back.</summary>
    Refusal,

    /// <summary>Those that were answered; one that the server failed to answer (a status of 500 or above) gets its charge back.</summary>
    Answer,
}

/// <summary>The end of a request that was charged.</summary>
internal enum RateLimitOutcome
{
    /// <summary>It succeeded.</summary>
    Succeeded,

    /// <summary>It was refused: a status from 400 to 499.</summary>
    Refused,

    /// <summary>The server failed to answer it: a status of 500 or above.</summary>
    Failed,

    /// <summary>The client disconnected before its answer.</summary>
    Abandoned,
}

/// <summary>The conduct of a policy while the engine that several processes count in cannot answer.</summary>
internal enum RateLimitLoss
{
    /// <summary>
    /// Each process admits its share in its own memory: the limit divided by the processes that live, at least 1, with what it has admitted in the window
    /// already counted.
    /// </summary>
    Share,

    /// <summary>Nobody is admitted: requests fail as they do while a store cannot answer.</summary>
    Refuse,

    /// <summary>Everybody is admitted, and nothing is counted.</summary>
    Admit,
}

/// <summary>Which fields tell the caller how much is left.</summary>
internal enum RateLimitHeaders
{
    /// <summary>None but <c>Retry-After</c>.</summary>
    None,

    /// <summary><c>X-RateLimit-Limit</c>, <c>X-RateLimit-Remaining</c>, <c>X-RateLimit-Reset</c> in Unix seconds.</summary>
    XRateLimit,

    /// <summary><c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers).</summary>
    Ietf,
}

/// <summary>"60 per minute per account": one rate limit policy of a contract.</summary>
internal sealed record RateLimitPolicy
{
    /// <summary>The name, unique in its contract; keys and accounts may raise a policy by it.</summary>
    public required string Name { get; init; }

    /// <summary>What it counts by.</summary>
    public required RateLimitPartition Per { get; init; }

    /// <summary>How many requests a window admits, 1 to 10,000,000.</summary>
    public required int Allow { get; init; }

    /// <summary>How long a window lasts, 1 second to 31 days.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary>How the window is called in texts, such as <c>1 minute</c>.</summary>
    public required string WindowText { get; init; }

    /// <summary>How the window moves. <value>Fixed</value></summary>
    public RateLimitKind Kind { get; init; }

    /// <summary>The classes of operations that it applies to; empty for all. <value>empty</value></summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>True where only operations that name this policy are under it. <value>false</value></summary>
    public bool Named { get; init; }

    /// <summary>The requests that stay charged once they have been answered. <value>Always</value></summary>
    public RateLimitCharging Charge { get; init; }

    /// <summary>The bits that name the network that an IPv6 address is counted by, 1 to 64; for policies per address. <value>64</value></summary>
    /// <exception cref="ArgumentOutOfRangeException">It is set to another number.</exception>
    public int AddressPrefix
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 64);
            field = value;
        }
    } = 64;

    /// <summary>The number that a window admits for a caller: that of its key, of its account, or of the policy, in this order.</summary>
    public int AllowFor(ApiKey? key, Account? account)
    {
        if (key is { Limits.Count: > 0 } && key.Limits.TryGetValue(Name, out var own))
        {
            return own;
        }

        return account is { Limits.Count: > 0 } && account.Limits.TryGetValue(Name, out var raised) ? raised : Allow;
    }

    /// <summary>true if a request that ended so gets its charge back; otherwise, false.</summary>
    public bool GivesBack(RateLimitOutcome outcome) => Charge switch
    {
        RateLimitCharging.Success => outcome != RateLimitOutcome.Succeeded,
        RateLimitCharging.Refusal => outcome is RateLimitOutcome.Succeeded or RateLimitOutcome.Failed,
        RateLimitCharging.Answer => outcome == RateLimitOutcome.Failed,
        _ => false,
    };

    /// <summary>
    /// The factor by which a policy of <see cref="NetworkPolicies"/> admits more than the policy that it was made from. <value>1</value>
    /// </summary>
    internal int NetworkTimes { get; init; } = 1;

    /// <summary>The shortest window whose counts outlive the process where a contract does not say otherwise: 1 hour.</summary>
    public static TimeSpan DurableFrom { get; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The way in which the counts outlive the process. In a contract, windows of <see cref="DurableFrom"/> and longer are checkpointed unless it says
    /// otherwise.
    /// <value>None</value>
    /// </summary>
    public RateLimitDurability Durability { get; init; }

    /// <summary>
    /// true where the policy keeps callers from guessing secrets, and is counted in the store for that; otherwise, false. <value>false</value>
    /// </summary>
    public bool GuardsSecret { get; init; }

    /// <summary>The conduct while the engine that several processes count in cannot answer. <value>Share</value></summary>
    public RateLimitLoss WhenLost { get; init; }

    /// <summary>Which fields tell the caller. <value>XRateLimit</value></summary>
    public RateLimitHeaders Headers { get; init; } = RateLimitHeaders.XRateLimit;
}
