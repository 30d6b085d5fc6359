using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.Management.Nodes;
using Lintel.RateLimits;

namespace Lintel.Management.Limits;

/// <summary>The present use of the limits of an account or of a key.</summary>
internal sealed record LimitsShape(
    string AccountId,
    [Description("Null for an account.")] string? KeyId,
    [Description("In the order of the contracts.")] IReadOnlyList<LimitShape> Data,
    [Description("The policies that count by something else, such as an address or each key of an account.")] IReadOnlyList<OtherLimitShape> LeftOut,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null);

/// <summary>The present use of one rate limit policy.</summary>
internal sealed record LimitShape(
    string Api,
    string Policy,
    [AllowedValues("key", "account")][Description("The record that it counts by.")] string Per,
    [Description("The id of that record.")] string Counter,
    [AllowedValues("fixed", "rolling")] string Kind,
    [Description("The window in words, such as 1 minute.")] string Window,
    long WindowSeconds,
    [Description("How many requests the window admits.")] int Limit,
    [Description("How many it admits by the contract.")] int ContractLimit,
    [AllowedValues("contract", "account", "key")][Description("The record that the limit is of.")] string LimitOf,
    [Description("The requests that are counted in the window now.")] int Used,
    int Remaining,
    [Description("When none of them is counted any more; null where none is now.")] DateTimeOffset? ResetAt);

/// <summary>A rate limit policy that counts by something else.</summary>
internal sealed record OtherLimitShape(
    string Api,
    string Policy,
    [AllowedValues("key", "account", "address", "application", "value")] string Per)
{
    /// <summary>The word of the contract for what a policy counts by.</summary>
    public static string WordOf(RateLimitPartition per) => per switch
    {
        RateLimitPartition.Key => "key",
        RateLimitPartition.Account => "account",
        RateLimitPartition.Address => "address",
        RateLimitPartition.Application => "application",
        _ => "value",
    };
}
