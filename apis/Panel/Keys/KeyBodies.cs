using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>A management key that is to be made.</summary>
/// <param name="Name">The name for people.</param>
/// <param name="Scopes">The scopes.</param>
/// <param name="Applications">The applications that it may be used for; null for all.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
internal sealed record NewManagementKey(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string>? Applications, DateTimeOffset? ExpiresAt);

/// <summary>A change of a management key; null leaves things as they are.</summary>
/// <param name="Name">The name for people.</param>
/// <param name="Scopes">All scopes from now on.</param>
/// <param name="AllApplications">Whether it may be used for all applications.</param>
/// <param name="Applications">All applications from now on.</param>
/// <param name="Expiry">When it ends.</param>
internal sealed record ManagementKeyEdit(
    string? Name,
    IReadOnlyList<string>? Scopes,
    bool? AllApplications,
    IReadOnlyList<string>? Applications,
    KeyExpiry? Expiry);

/// <summary>The end of a key, as it was sent.</summary>
/// <param name="At">The moment; null for never.</param>
internal readonly record struct KeyExpiry(DateTimeOffset? At);

/// <summary>
/// Reads the requests about management keys, field by field: scopes are those of the contract, an expiry is compared with the moment of the request, and null
/// takes it away.
/// </summary>
internal static class KeyBodies
{
    private const string ApplicationIds = "applicationIds";
    private const string ExpiresAt = "expiresAt";
    private const int MinimumName = 3;
    private const int MaximumName = 64;
    private const int MaximumScopes = 100;
    private const int MaximumApplications = 100;
    private const int MaximumId = 19;

    public static NewManagementKey ReadNew(FieldReader fields)
    {
        var (name, scopes, all) = (ReadName(fields, required: true), ReadScopes(fields, required: true), fields.Boolean("allApplications", required: true));
        var applications = ReadApplications(fields, required: all == false);
        return new NewManagementKey(name ?? string.Empty, scopes ?? [], all == true ? null : applications ?? [], ReadExpiry(fields)?.At);
    }

    public static ManagementKeyEdit ReadEdit(FieldReader fields)
    {
        var all = fields.Boolean("allApplications");
        var edit = new ManagementKeyEdit(
            ReadName(fields, required: false),
            ReadScopes(fields, required: false),
            all,
            all == true ? null : ReadApplications(fields, required: false),
            ReadExpiry(fields));
        fields.NeedOneOf("name", "scopes", "allApplications", ApplicationIds, ExpiresAt);
        return edit;
    }

    private static string? ReadName(FieldReader fields, bool required)
    {
        if (fields.Text("name", required)?.Trim() is not { } name)
        {
            return null;
        }

        if (name.Length is < MinimumName or > MaximumName)
        {
            fields.Fault("name", $"must have {MinimumName} to {MaximumName} characters");
        }

        return name;
    }

    private static IReadOnlyList<string>? ReadScopes(FieldReader fields, bool required)
    {
        var scopes = fields.Texts("scopes", required, min: 1, max: MaximumScopes);
        if (scopes is not null && (HasTwice(scopes) || scopes.Except(fields.Call.Contract.ScopeNames).Any()))
        {
            fields.Fault("scopes", "must be scopes of the API, each once");
        }

        return scopes;
    }

    private static IReadOnlyList<string>? ReadApplications(FieldReader fields, bool required)
    {
        var ids = fields.Texts(ApplicationIds, required, min: required ? 1 : 0, max: MaximumApplications, maxLength: MaximumId);
        if (ids is not null && (HasTwice(ids) || !ids.All(RecordId.IsId)))
        {
            fields.Fault(ApplicationIds, "must be ids, each once");
        }

        return ids;
    }

    private static KeyExpiry? ReadExpiry(FieldReader fields)
    {
        if (fields.IsNull(ExpiresAt))
        {
            return new KeyExpiry(null);
        }

        if (fields.Timestamp(ExpiresAt) is not { } at)
        {
            return null;
        }

        if (at <= fields.Call.StartedAt)
        {
            fields.Fault(ExpiresAt, "must be in the future");
        }

        return new KeyExpiry(at);
    }

    private static bool HasTwice(IReadOnlyList<string> texts) => texts.Distinct(StringComparer.Ordinal).Count() != texts.Count;
}
