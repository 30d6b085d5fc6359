using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.Keys;
using Lintel.Management.Nodes;
using Lintel.Requests;

namespace Lintel.Management.Keys;

/// <summary>A key as the management API shows it; its secret is not in it and cannot be read back.</summary>
internal sealed record KeyShape(
    string Id,
    string Api,
    string AccountId,
    string Environment,
    string Name,
    IReadOnlyList<string> Scopes,
    [Description("The addresses or networks that it works from; empty for everywhere.")] IReadOnlyList<string> Addresses,
    [Description("The ids of the applications that it works for; null for all.")] IReadOnlyList<string>? Applications,
    [AllowedValues("active", "disabled", "revoked")] KeyState State,
    [Description("Null for never.")] DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt,
    [Description("How many requests rate limit policies allow, by their names; those of the account where a policy is not listed.")]
    IReadOnlyDictionary<string, int> Limits,
    [Description("Kept with the key and read by nobody here.")] IReadOnlyDictionary<string, string> Metadata,
    [Description("Newest first.")] IReadOnlyList<SecretShape> Secrets,
    DateTimeOffset CreatedAt,
    [Description("When the key was used last, true to a minute; null for never.")] DateTimeOffset? LastUsedAt,
    [Description("The address that used it then.")] string? LastUsedAddress,
    [Description("Counts changes. Sent back with a change, it is refused where somebody else was first.")] long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a change: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    /// <param name="key">The key.</param>
    /// <param name="uses">Uses by the names of <see cref="KeyUse.NamesOf"/>; those that are not known are missing.</param>
    public static KeyShape Of(ApiKey key, IReadOnlyDictionary<string, KeyUse> uses) => new(
        key.Id,
        key.Api,
        key.AccountId,
        key.Environment,
        key.Name,
        key.Scopes,
        [.. key.Addresses.Select(network => network.ToString())],
        key.Applications,
        key.State,
        key.ExpiresAt,
        key.RevokedAt,
        key.Limits,
        key.Metadata,
        [.. key.Secrets.Select(secret => SecretShape.Of(key, secret, uses))],
        key.CreatedAt,
        uses.GetValueOrDefault(key.Id)?.At,
        uses.GetValueOrDefault(key.Id)?.Address,
        key.Version);
}

/// <summary>The hint that people recognize a secret by, and its end after a rotation.</summary>
internal sealed record SecretShape(
    [Description("The readable beginning with the last four characters; of an imported key the prefix that came with it.")] string Hint,
    [Description("The end after a rotation; null for none.")] DateTimeOffset? EndsAt,
    [Description("Of an old secret: when it was used last, true to a minute; null for never, and for the newest.")] DateTimeOffset? LastUsedAt)
{
    public static SecretShape Of(ApiKey key, KeySecret secret, IReadOnlyDictionary<string, KeyUse> uses) =>
        new(secret.Hint, secret.EndsAt, secret.EndsAt is null ? null : uses.GetValueOrDefault(KeyUse.NameOf(key.Id, secret.Hint))?.At);
}

/// <summary>A key with its secret, which is shown this once.</summary>
internal sealed record IssuedShape(
    KeyShape Key,
    [Description("The whole key as callers present it, shown this once.")] string Secret,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)][Description("Of a rotation: how far it has come among the nodes.")]
    ReceiptShape? Receipt = null)
{
    public static IssuedShape Of(KeyResult.Issued issued, IReadOnlyDictionary<string, KeyUse> uses) => new(KeyShape.Of(issued.Key, uses), issued.Secret);
}
