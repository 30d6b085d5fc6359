using System.ComponentModel;
using System.Text.Json.Serialization;
using Lintel.Management.Nodes;

namespace Lintel.Management.Accounts;

/// <summary>An account as the management API shows it.</summary>
internal sealed record AccountShape(
    string Id,
    string Api,
    string Name,
    string Plan,
    string Subscription,
    [Description("How many requests rate limit policies allow, by their names; those of the contract where a policy is not listed.")]
    IReadOnlyDictionary<string, int> Limits,
    [Description("Null for an account that is not suspended.")] DateTimeOffset? SuspendedAt,
    DateTimeOffset CreatedAt,
    [Description("Counts changes. Sent back with a change, it is refused where somebody else was first.")] long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    public static AccountShape Of(Account account) => new(
        account.Id,
        account.Api,
        account.Name,
        account.Plan,
        account.Subscription,
        account.Limits,
        account.SuspendedAt,
        account.CreatedAt,
        account.Version);
}
