using System.Net;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>Reads what is asked of keys; names of scopes and limits are checked where the API is known.</summary>
internal static class KeyBodies
{
    private const string MetadataPrefix = "metadata.";
    private const int MostMetadataFilters = 5;

    private static readonly string[] States = ["active", "disabled", "revoked"];

    // Longer than this and it is no rotation any more, but two keys.
    private const int LongestOverlapSeconds = 90 * 24 * 60 * 60;

    // Each is looked for among all that were sent, which takes time by the square of their number. What is left out is refused as unknown.
    private const int MostMetadata = 100;

    public static NewKey ReadNew(FieldReader fields) => new()
    {
        AccountId = fields.Text("accountId", required: true, min: 1, max: 100) ?? string.Empty,
        Name = fields.Text("name", required: true, min: 1, max: 100) ?? string.Empty,
        Scopes = fields.Texts("scopes", max: 100, maxLength: 100) ?? [],
        Addresses = Addresses(fields) ?? [],
        Applications = fields.IsNull("applications") ? null : Applications(fields),
        ExpiresAt = fields.IsNull("expiresAt") ? null : FirstExpiry(fields),
        Limits = fields.Limits("limits") ?? new Dictionary<string, int>(),
        Metadata = Metadata(fields) ?? new Dictionary<string, string>(),
        Environment = fields.Text("environment", min: 1, max: 20),
    };

    public static KeyChange ReadChange(FieldReader fields) => new(
        new KeyEdit
        {
            Name = fields.Text("name", min: 1, max: 100),
            Scopes = fields.Texts("scopes", max: 100, maxLength: 100),
            Addresses = Addresses(fields),
            Applications = fields.IsNull("applications") ? new KeyApplications(null) : Applications(fields) is { } ids ? new KeyApplications(ids) : null,
            Expiry = Expiry(fields),
            Limits = fields.Limits("limits"),
            Metadata = Metadata(fields),
        },
        fields.Integer("version", min: 1));

    public static Rotation ReadRotation(FieldReader fields) => new(
        TimeSpan.FromSeconds(fields.Integer("overlapSeconds", min: 0, max: LongestOverlapSeconds) ?? 0),
        fields.Integer("version", min: 1));

    public static KeySearch ReadSearch(FieldReader fields) => new(fields.Text("key", required: true, min: 1, max: KeyDigest.MaxKeyLength) ?? string.Empty);

    public static KeyQuery ReadQuery(FieldReader fields) => new(
        fields.Text("accountId", max: 100),
        fields.Call.RealmOf(fields.Text("api", max: 100)),
        fields.Text("cursor", min: 1, max: 100),
        (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
    {
        State = fields.OneOf("state", States) is { } state ? (KeyState)Array.IndexOf(States, state) : null,
        Name = fields.Text("name", min: 1, max: 100),
        Scope = fields.Text("scope", max: 100),
        Application = fields.Text("application", max: 100),
        ExpiresBefore = fields.Timestamp("expiresBefore"),
        UnusedSince = fields.Timestamp("unusedSince"),
        Metadata = MetadataFilter(fields),
    };

    private static Dictionary<string, string> MetadataFilter(FieldReader fields) => fields.Names
        .Where(name => name.StartsWith(MetadataPrefix, StringComparison.Ordinal) && name.Length > MetadataPrefix.Length)
        .Take(MostMetadataFilters)
        .ToDictionary(name => name[MetadataPrefix.Length..], name => fields.Text(name, max: 500) ?? string.Empty);

    /// <summary>An object of texts; how many there may be, and how long, is checked where the key is made.</summary>
    private static Dictionary<string, string>? Metadata(FieldReader fields) =>
        fields.Object("metadata", texts => texts.Names.Take(MostMetadata).ToDictionary(name => name, name => texts.Text(name, max: 500) ?? string.Empty));

    private static IReadOnlyList<string>? Applications(FieldReader fields) => fields.Texts("applications", max: 100, maxLength: 100);

    // A key may be made to expire at once later on; one that never works is a mistake.
    private static DateTimeOffset? FirstExpiry(FieldReader fields)
    {
        var expiry = fields.Timestamp("expiresAt");
        if (expiry <= fields.Call.StartedAt)
        {
            fields.Fault("expiresAt", "must be in the future");
        }

        return expiry;
    }

    private static KeyExpiry? Expiry(FieldReader fields)
    {
        if (fields.IsNull("expiresAt"))
        {
            return new KeyExpiry(null);
        }

        return fields.Timestamp("expiresAt") is { } at ? new KeyExpiry(at) : null;
    }

    private static List<IPNetwork>? Addresses(FieldReader fields)
    {
        if (fields.Texts("addresses", max: 100, maxLength: 64) is not { } texts)
        {
            return null;
        }

        var networks = new List<IPNetwork>();
        for (var i = 0; i < texts.Count; i++)
        {
            if (NetworkText.TryParse(texts[i], out var network, out var problem))
            {
                networks.Add(network);
            }
            else
            {
                fields.Fault($"addresses[{i}]", problem);
            }
        }

        return networks;
    }
}

/// <summary>A change of a key, and the version that it is meant for; null for whatever there is.</summary>
internal sealed record KeyChange(KeyEdit Edit, long? Version);

/// <summary>A rotation of a key, and the version that it is meant for; null for whatever there is.</summary>
internal sealed record Rotation(TimeSpan Overlap, long? Version);

/// <summary>Somebody has the text of a key and asks whose it is.</summary>
internal sealed record KeySearch(string Text);
