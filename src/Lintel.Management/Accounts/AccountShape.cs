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
    [Description("The account's id in another system; null for none.")] string? ExternalId,
    [Description("Kept with the account and read by nobody here.")] IReadOnlyDictionary<string, string> Metadata,
    [Description("Null for an account that is not suspended.")] DateTimeOffset? SuspendedAt,
    DateTimeOffset CreatedAt,
    [Description("Counts changes. Sent back with a change, it is refused where somebody else was first.")] long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    /// <summary>The form of an id in another system.</summary>
    public const string ExternalIdForm = "^[!-~]{1,128}$";

    public static AccountShape Of(Account account) => new(
        account.Id,
        account.Api,
        account.Name,
        account.Plan,
        account.Subscription,
        account.Limits,
        account.ExternalId,
        account.Metadata,
        account.SuspendedAt,
        account.CreatedAt,
        account.Version);
}
