using System.Net;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>On whose behalf a password is hashed. Callers take turns, so that one with many requests does not delay another with few.</summary>
internal readonly record struct PasswordCaller
{
    // A network that a customer is commonly given as a whole; the addresses in it count as one caller.
    private const int IPv4Prefix = 24;
    private const int IPv6Prefix = 48;

    private PasswordCaller(string name, bool isKnown)
    {
        Name = name;
        IsKnown = isKnown;
    }

    /// <summary>The process itself, such as for demo data.</summary>
    public static PasswordCaller Process { get; } = new("process", isKnown: true);

    /// <summary>True for an account, and for a person's device or address that has signed in before: every other turn is theirs.</summary>
    public bool IsKnown { get; }

    internal string Name => field ?? string.Empty;

    /// <summary>The caller of a request, or the process itself where there is none.</summary>
    public static PasswordCaller OfNullable(ApiCall? call) => call is null ? Process : Of(call);

    /// <summary>The caller of a request: its account, or the network of its address (IPv4 by /24, IPv6 by /48) where no account is known.</summary>
    public static PasswordCaller Of(ApiCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.AccountOrNull is { } account ? Known(account.Id) : Of(call.Address);
    }

    /// <summary>Somebody at an address, whose network is the caller.</summary>
    public static PasswordCaller Of(IPAddress address) => new(RateLimitKey.OfNetwork(address, IPv4Prefix, IPv6Prefix).ToString(), isKnown: false);

    /// <summary>A person who is recognized by a device or an address that has signed in before, or an account.</summary>
    internal static PasswordCaller Known(string id) => new(id, isKnown: true);
}
