using Lintel.Accounts;
using Lintel.Sessions;

namespace Lintel.Management.Accounts;

/// <summary>An account as the management API shows it.</summary>
internal sealed record AccountShape(
    string Id,
    string Api,
    string Name,
    string Plan,
    string Subscription,
    IReadOnlyDictionary<string, int> Limits,
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
        account.CreatedAt,
        account.Version);
}

/// <summary>A person who signs in, as the management API shows them.</summary>
internal sealed record UserShape(string Id, string AccountId, string Login, DateTimeOffset CreatedAt)
{
    public static UserShape Of(User user) => new(user.Id, user.AccountId, user.Login, user.CreatedAt);
}
