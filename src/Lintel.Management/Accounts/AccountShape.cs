namespace Lintel.Management.Accounts;

/// <summary>An account as the management API shows it.</summary>
internal sealed record AccountShape(
    string Id,
    string Api,
    string Name,
    string Plan,
    string Subscription,
    IReadOnlyDictionary<string, int> Limits,
    DateTimeOffset? SuspendedAt,
    DateTimeOffset CreatedAt,
    long Version)
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
