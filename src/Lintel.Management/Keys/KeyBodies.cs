using System.Net;
using Lintel.Addresses;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>Reads what is asked of keys; names of scopes and limits are checked where the API is known.</summary>
internal static class KeyBodies
{
    private static readonly string[] States = ["active", "disabled", "revoked"];

    // A key that is revoked is not revoked again.
    private const int RevokedState = (int)KeyState.Revoked;

    private const int LongestHint = 100;

    // Longer than this and it is no rotation any more, but two keys.
    private const int LongestOverlapSeconds = 90 * 24 * 60 * 60;

    public static NewKey ReadNew(FieldReader fields) => new()
    {
        AccountId = fields.Text("accountId", required: true, min: 1, max: 100) ?? string.Empty,
        Name = fields.Text("name", required: true, min: 1, max: 100) ?? string.Empty,
        Scopes = fields.Texts("scopes", max: 100, maxLength: 100) ?? [],
        Addresses = Addresses(fields) ?? [],
        Applications = fields.IsNull("applications") ? null : Applications(fields),
        ExpiresAt = fields.IsNull("expiresAt") ? null : FirstExpiry(fields),
        Limits = fields.Limits("limits") ?? new Dictionary<string, int>(),
        Metadata = MetadataFields.Read(fields) ?? new Dictionary<string, string>(),
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
            Metadata = MetadataFields.Read(fields),
        },
        fields.Integer("version", min: 1));

    public static Rotation ReadRotation(FieldReader fields) => new(
        TimeSpan.FromSeconds(fields.Integer("overlapSeconds", min: 0, max: LongestOverlapSeconds) ?? 0),
        fields.Integer("version", min: 1));

    public static KeySearch ReadSearch(FieldReader fields) => new(fields.Text("key", required: true, min: 1, max: KeyDigest.MaxKeyLength) ?? string.Empty);

    public static OldSecrets ReadOldSecrets(FieldReader fields) => new(
        fields.Text("hint", min: 1, max: LongestHint),
        fields.Integer("version", min: 1));

    public static KeyQuery ReadQuery(FieldReader fields) => Filter(
        fields,
        new KeyQuery(
            fields.Text("accountId", max: 100),
            fields.Call.RealmOf(fields.Text("api", max: 100)),
            fields.Text("cursor", min: 1, max: 100),
            (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
        {
            Ids = ListedIds.Read(fields),
        },
        States,
        MetadataFields.ReadFilter) with
    {
        Pepper = fields.Integer("pepperVersion", min: 1, max: PepperText.LargestVersion) is { } version
                ? new PepperFilter((int)version, fields.Call.StartedAt)
                : null,
    };

    public static KeyRevocation ReadRevocation(FieldReader fields)
    {
        var all = new KeyQuery(fields.Text("accountId", max: 100), fields.Call.RealmOf(fields.Text("api", max: 100)), null, KeyRevocations.PageSize);
        var filter = Filter(fields, all, States[..RevokedState], MetadataFields.Read);
        if (filter with { Metadata = all.Metadata } == all && filter.Metadata.Count == 0 && filter is { AccountId: null, Api: null })
        {
            fields.Fault("accountId", "or another filter is needed: api, state, name, q, scope, application, expiresBefore, unusedSince or metadata");
        }

        // Keys without a list of applications work for all of their account: those of every other account would be found as well.
        if (filter is { Application: not null, AccountId: null })
        {
            fields.Fault("application", "needs 'accountId' beside it: the account that has the application");
        }

        return new KeyRevocation(filter, fields.Boolean("dryRun") ?? false, (int?)fields.Integer("expected", min: 0, max: KeyRevocations.MostCounted));
    }

    private static KeyQuery Filter(
        FieldReader fields, KeyQuery query, IReadOnlyList<string> states, Func<FieldReader, Dictionary<string, string>?> metadata) => query with
        {
            State = fields.OneOf("state", states) is { } state ? (KeyState)Array.IndexOf(States, state) : null,
            Name = fields.Text("name", min: 1, max: 100),
            Text = fields.Text("q", min: 1, max: 100),
            Scope = fields.Text("scope", max: 100),
            Application = fields.Text("application", max: 100),
            ExpiresBefore = fields.Timestamp("expiresBefore"),
            UnusedSince = fields.Timestamp("unusedSince"),
            Metadata = metadata(fields) ?? [],
        };

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

/// <summary>Old secrets of a key that are to end.</summary>
/// <param name="Hint">The hint of the secret; null for all.</param>
/// <param name="Version">The version of the key that is meant; null for whatever there is.</param>
internal sealed record OldSecrets(string? Hint, long? Version);

/// <summary>A revocation of many keys.</summary>
/// <param name="Filter">The keys.</param>
/// <param name="DryRun">true to tell what would be revoked, and to change nothing.</param>
/// <param name="Expected">The number of keys that it is meant for; null for any.</param>
internal sealed record KeyRevocation(KeyQuery Filter, bool DryRun, int? Expected);

/// <summary>Somebody has the text of a key and asks whose it is.</summary>
internal sealed record KeySearch(string Text);
