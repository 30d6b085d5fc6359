using System.Text.Json.Nodes;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>Tells why the limits of a request could not be looked at, and what becomes of requests meanwhile.</summary>
internal static class UnreachedCounters
{
    /// <summary>Describes policies whose counters cannot be reached: <c>{"reason": …, "whenLost": {"minute": "share"}}</c>.</summary>
    public static JsonObject Describe(IReadOnlyList<RateLimitPolicy> policies)
    {
        var conduct = new JsonObject();
        foreach (var policy in policies)
        {
            conduct[NetworkPolicies.NameOf(policy)] = WordOf(policy.WhenLost);
        }

        return new JsonObject
        {
            ["reason"] = "The engine that counts these policies does not answer. Meanwhile 'share' admits up to this process' part of the limit, and 'admit' "
                + "admits everybody.",
            ["whenLost"] = conduct,
        };
    }

    private static string WordOf(RateLimitLoss conduct) => conduct == RateLimitLoss.Admit ? "admit" : "share";
}
