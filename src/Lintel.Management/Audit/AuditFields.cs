using System.Globalization;
using Lintel.AspNetCore;
using Lintel.Operators;
using Lintel.Tokens;
using Lintel.Webhooks;

namespace Lintel.Management.Audit;

/// <summary>
/// The fields of each kind of record that the audit log shows before and after a change. What is not listed is never noted, and no secret is listed: of a key's
/// secrets the hints alone, of a password nothing but that it was set.
/// </summary>
internal static class AuditFields
{
    private static readonly (string Name, Func<Account, string?> Value)[] OfAccounts =
    [
        ("name", account => account.Name),
        ("plan", account => account.Plan),
        ("subscription", account => account.Subscription),
        ("limits", account => Text(account.Limits)),
        ("externalId", account => account.ExternalId),
        ("metadata", account => Text(account.Metadata)),
        ("suspendedAt", account => Text(account.SuspendedAt)),
    ];

    private static readonly (string Name, Func<ApiKey, string?> Value)[] OfKeys =
    [
        ("accountId", key => key.AccountId),
        ("name", key => key.Name),
        ("scopes", key => Text(key.Scopes)),
        ("addresses", key => Text([.. key.Addresses.Select(network => network.ToString())])),
        ("applications", key => key.Applications is { } applications ? Text(applications) ?? "none" : null),
        ("expiresAt", key => Text(key.ExpiresAt)),
        ("limits", key => Text(key.Limits)),
        ("metadata", key => Text(key.Metadata)),
        ("state", key => key.State.ToString().ToLowerInvariant()),
        ("secrets", key => Text([.. key.Secrets.Select(secret => secret.EndsAt is { } end ? $"{secret.Hint} until {Text(end)}" : secret.Hint)])),
    ];

    private static readonly (string Name, Func<Operator, string?> Value)[] OfOperators =
    [
        ("login", user => user.Login),
        ("name", user => user.Name),
        ("role", user => user.Role.ToString().ToLowerInvariant()),
        ("disabledAt", user => Text(user.DisabledAt)),
    ];

    private static readonly (string Name, Func<User, string?> Value)[] OfUsers =
    [
        ("accountId", user => user.AccountId),
        ("login", user => user.Login),
        ("disabledAt", user => Text(user.DisabledAt)),
    ];

    private static readonly (string Name, Func<TokenRevocation, string?> Value)[] OfRevocations =
    [
        ("issuer", revocation => revocation.Issuer),
        ("jti", revocation => revocation.TokenId),
        ("subject", revocation => revocation.Subject),
        ("issuedBefore", revocation => Text(revocation.IssuedBefore)),
    ];

    // An address may hold a token in its path or query, which the mask does not know.
    private static readonly (string Name, Func<Webhook, string?> Value)[] OfWebhooks =
    [
        ("url", webhook => new Uri(webhook.Url).GetLeftPart(UriPartial.Authority)),
        ("description", webhook => webhook.Description),
        ("events", webhook => Text(webhook.Events)),
        ("enabled", webhook => webhook.Enabled ? "true" : "false"),
    ];

    /// <summary>Notes an account before and after a change; null where there was or is none.</summary>
    public static void NoteChange(this ApiCall call, Account? before, Account? after) => Note(call, OfAccounts, before, after);

    /// <summary>Notes a key before and after a change; null where there was or is none.</summary>
    public static void NoteChange(this ApiCall call, ApiKey? before, ApiKey? after) => Note(call, OfKeys, before, after);

    /// <summary>Notes an operator before and after a change; null where there was or is none.</summary>
    public static void NoteChange(this ApiCall call, Operator? before, Operator? after) => Note(call, OfOperators, before, after);

    /// <summary>Notes a person before and after a change; null where there was or is none.</summary>
    public static void NoteChange(this ApiCall call, User? before, User? after) => Note(call, OfUsers, before, after);

    /// <summary>Notes a webhook before and after a change; null where there was or is none.</summary>
    public static void NoteChange(this ApiCall call, Webhook? before, Webhook? after) => Note(call, OfWebhooks, before, after);

    /// <summary>Notes a revocation of access tokens.</summary>
    public static void NoteNew(this ApiCall call, TokenRevocation revocation) => Note(call, OfRevocations, null, revocation);

    /// <summary>The moment as the audit log shows it.</summary>
    public static string? Text(DateTimeOffset? moment) => moment?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Note<T>(ApiCall call, (string Name, Func<T, string?> Value)[] fields, T? before, T? after)
        where T : class
    {
        foreach (var (name, value) in fields)
        {
            AuditChanges.Note(call, name, before is null ? null : value(before), after is null ? null : value(after));
        }
    }

    private static string? Text(IReadOnlyCollection<string> texts) => texts.Count == 0 ? null : string.Join(", ", texts);

    private static string? Text<T>(IReadOnlyDictionary<string, T> values) =>
        Text([.. values.OrderBy(value => value.Key, StringComparer.Ordinal).Select(value => $"{value.Key}={value.Value}")]);
}
