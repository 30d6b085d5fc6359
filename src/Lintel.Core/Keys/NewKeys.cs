using Lintel.Addresses;

namespace Lintel.Keys;

/// <summary>Makes the record of a new key, issued or imported.</summary>
internal static class NewKeys
{
    public static ApiKey Of(NewKey request, Account account, string environment, KeySecret secret, DateTimeOffset now) => new()
    {
        Id = KeyMaker.NewId(),
        Api = account.Api,
        AccountId = account.Id,
        OperatorId = request.OperatorId,
        Environment = environment,
        Name = request.Name,
        Scopes = [.. request.Scopes.Distinct(StringComparer.Ordinal)],
        Addresses = [.. request.Addresses.Select(NetworkText.Unmap).Distinct()],
        Applications = Distinct(request.Applications),
        State = KeyState.Active,
        ExpiresAt = request.ExpiresAt,
        Limits = request.Limits,
        Metadata = request.Metadata,
        CreatedAt = now,
        Secrets = [secret],
    };

    public static string[]? Distinct(IReadOnlyList<string>? texts) => texts is null ? null : [.. texts.Distinct(StringComparer.Ordinal)];
}
