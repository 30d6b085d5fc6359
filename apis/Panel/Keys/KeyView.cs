using System.Buffers.Binary;
using System.ComponentModel;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>
/// The number that the panel calls a key by. It is made from the key's own id, so that keys that were issued elsewhere have one as well, and no
/// second record can be lost or left over between two stores.
/// </summary>
internal static class KeyNumber
{
    public static long Of(ApiKey key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key.Id), hash);
        return (long)(BinaryPrimitives.ReadUInt64BigEndian(hash) >> 1);
    }
}

/// <summary>A management key as the dashboard shows it.</summary>
/// <param name="Key">The stored key.</param>
/// <param name="EditedAt">When it was changed last; null where it never was.</param>
/// <param name="LastUse">When and from where it was used last; null where it never was.</param>
internal sealed record ManagementKey(ApiKey Key, DateTimeOffset? EditedAt, KeyUse? LastUse);

/// <summary>A management key that was just made, with its text, which is shown this once.</summary>
internal sealed class NewlyMadeKey(ApiKey key, string text)
{
    public ApiKey Key { get; } = key;

    public string Text { get; } = text;
}

/// <summary>What the dashboard shows of a key.</summary>
internal record KeyView(
    string Id,
    string Name,
    [property: Description("The part of the key that is no secret; empty for a key that was issued elsewhere.")] string PublicId,
    string KeyLast4,
    IReadOnlyList<string> Scopes,
    bool AllApplications,
    [property: Description("The applications that the key is for; empty where it is for all.")] IReadOnlyList<string> ApplicationIds,
    string? ExpiresAt,
    string? RevokedAt,
    string? LastUsedAt,
    string? LastUsedIp,
    string CreatedAt,
    string UpdatedAt)
{
    private const int PublicIdLength = 20;
    private const string PublicIdPrefix = "bak_";

    public static KeyView Of(ManagementKey managed)
    {
        var key = managed.Key;
        return new KeyView(
            KeyNumber.Of(key).ToString(),
            key.Name,
            PublicIdOf(key),
            LastOf(key),
            key.Scopes,
            key.Applications is null,
            key.Applications ?? [],
            MomentText.Milliseconds(key.ExpiresAt),
            MomentText.Milliseconds(key.RevokedAt),
            MomentText.Milliseconds(managed.LastUse?.At),
            managed.LastUse?.Address,
            MomentText.Milliseconds(key.CreatedAt),
            MomentText.Milliseconds(key.RevokedAt ?? managed.EditedAt ?? key.CreatedAt));
    }

    /// <summary>The hint begins with the whole text up to the secret. A key that was imported has no public id.</summary>
    private static string PublicIdOf(ApiKey key)
    {
        var hint = key.IsImported ? string.Empty : key.Hint;
        var start = hint.IndexOf(PublicIdPrefix, StringComparison.Ordinal);
        return start < 0 ? string.Empty : hint.Substring(start, PublicIdLength);
    }

    /// <summary>The hint ends with the last characters of the text, after an ellipsis; none are known of a key that was imported.</summary>
    private static string LastOf(ApiKey key) => key.Hint[(key.Hint.LastIndexOf('…') + 1)..];
}

/// <summary>A key that was just made, with its text.</summary>
internal sealed record NewKeyView : KeyView
{
    private NewKeyView(KeyView view, string plaintextKey)
        : base(view) => PlaintextKey = plaintextKey;

    [JsonPropertyOrder(1)]
    [Description("The whole key, which is shown this once.")]
    public string PlaintextKey { get; }

    public static NewKeyView Of(NewlyMadeKey made) => new(KeyView.Of(new ManagementKey(made.Key, null, null)), made.Text);
}
