using System.Net;

namespace Lintel.Management.Demo;

/// <summary>An account that the demo data of an API needs.</summary>
/// <param name="Id">A fixed id, such as <c>acct_pixel_flood</c>.</param>
/// <param name="Api">The API's name.</param>
/// <param name="Name">The name for people.</param>
/// <param name="Plan">The plan.</param>
/// <param name="Subscription">The state of the subscription.</param>
public sealed record DemoAccount(string Id, string Api, string Name, string Plan, string Subscription = "active")
{
    /// <summary>Rate limit policies that admit another number.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();
}

/// <summary>A key that the demo data of an API needs.</summary>
/// <param name="Name">Its name in <c>demo.json</c>, such as <c>readWrite</c>.</param>
/// <param name="AccountId">The account.</param>
public sealed record DemoKey(string Name, string AccountId)
{
    /// <summary>The scopes.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The networks from which it may be used.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>The applications that it may be used for; null for all.</summary>
    public IReadOnlyList<string>? Applications { get; init; }

    /// <summary>The state in which it must be.</summary>
    public KeyState State { get; init; } = KeyState.Active;

    /// <summary>True where its time must be over.</summary>
    public bool Expired { get; init; }

    /// <summary>The environment; null for the process' own.</summary>
    public string? Environment { get; init; }

    /// <summary>Rate limit policies that admit another number.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = new Dictionary<string, int>();
}

/// <summary>Makes the accounts and keys of the demo data true: what is there and right stays, what is missing or was changed is made anew.</summary>
public abstract class DemoKeys
{
    /// <summary>Makes sure that an account is there, with this plan, subscription and limits.</summary>
    public abstract Task<Account> EnsureAsync(DemoAccount account, CancellationToken cancellationToken);

    /// <summary>Makes sure that a key is there, in this state and with these rights.</summary>
    /// <returns>The whole key as a caller presents it: the one in <c>demo.json</c> if it still fits, else a new one.</returns>
    public abstract Task<string> EnsureAsync(DemoKey key, CancellationToken cancellationToken);
}
