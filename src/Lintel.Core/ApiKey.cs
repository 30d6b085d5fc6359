using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Net;
using System.Security.Cryptography;

namespace Lintel;

/// <summary>The state of a key. Expiry is not a state but a moment: see <see cref="ApiKey.ExpiresAt"/>.</summary>
public enum KeyState
{
    /// <summary>It works.</summary>
    Active,

    /// <summary>It does not work, and may be enabled again.</summary>
    Disabled,

    /// <summary>It will never work again.</summary>
    Revoked,

    /// <summary>It is unknown to callers; the record is kept for the log.</summary>
    Deleted,
}

/// <summary>A stored key. The secret itself is not in it and cannot be read back.</summary>
public sealed record ApiKey
{
    /// <summary>The id, such as <c>key_…</c>; not the public id inside the secret's text.</summary>
    public required string Id { get; init; }

    /// <summary>The API's name.</summary>
    public required string Api { get; init; }

    /// <summary>The account that it belongs to.</summary>
    public required string AccountId { get; init; }

    /// <summary>The id of the operator whose personal token it is; null for a key of the account itself.</summary>
    internal string? OperatorId { get; init; }

    /// <summary>The environment, such as <c>live</c>; another environment's key is unknown.</summary>
    public required string Environment { get; init; }

    /// <summary>The name for people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The scopes that were granted, without those they imply.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>The networks from which it may be used; empty for everywhere.</summary>
    public IReadOnlyList<IPNetwork> Addresses { get; init; } = [];

    /// <summary>The applications of the account that it may be used for; null for all of them, also those that are made later.</summary>
    public IReadOnlyList<string>? Applications { get; init; }

    /// <summary>The state.</summary>
    public required KeyState State { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was revoked; null unless it was.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Rate limit policies that admit another number for this key, by name.</summary>
    public IReadOnlyDictionary<string, int> Limits { get; init; } = FrozenDictionary<string, int>.Empty;

    /// <summary>Names and texts that the operator keeps with the key; never read by Lintel.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The secrets that open it: one, and up to two older ones whose overlap has not ended. The newest is first.</summary>
    internal IReadOnlyList<KeySecret> Secrets { get; init; } = [];

    /// <summary>
    /// The text that people recognize the key by: its beginning, an ellipsis and the last four characters; of an imported key the prefix that came with it
    /// and an ellipsis.
    /// </summary>
    public string Hint => Secrets is [var newest, ..] ? newest.Hint : string.Empty;

    /// <summary>True for a key that was issued elsewhere and imported by its digest.</summary>
    public bool IsImported => Secrets is [{ Algorithm: SecretHash.Imported }, ..];

    /// <summary>Counts the changes, from 1; a change of an older version is refused.</summary>
    public long Version { get; init; } = 1;
}

/// <summary>What is kept of one secret.</summary>
/// <param name="Handle">By what it is found: the public id, or the first half of <paramref name="Hash"/> where there is none.</param>
/// <param name="Hash">HMAC-SHA256 with the pepper, SHA-256, or the HMAC-SHA256 of an imported digest.</param>
/// <param name="Algorithm">Which of them.</param>
/// <param name="PepperVersion">The pepper's version; 0 for SHA-256.</param>
/// <param name="Hint">
/// What people recognize it by: its beginning, an ellipsis and the last four characters. Of an imported key the prefix that came with it and an ellipsis.
/// </param>
/// <param name="EndsAt">When a rotated secret stops; null for the current one.</param>
internal sealed record KeySecret(KeyHandle Handle, SecretDigest Hash, SecretHash Algorithm, int PepperVersion, string Hint, DateTimeOffset? EndsAt);

/// <summary>By what a secret is found, 16 bytes.</summary>
/// <param name="Value">The bytes as a number.</param>
internal readonly record struct KeyHandle(UInt128 Value)
{
    // Callers choose the handles that they ask for. UInt128's own hash folds its halves before it mixes, so that anybody could name thousands of
    // handles with one hash and make those who find nothing wait for each other. What is drawn at each start cannot be known.
    private static readonly ulong LowSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));
    private static readonly ulong HighSeed = BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    /// <summary>The handle of 16 bytes, as stores keep it.</summary>
    public static KeyHandle FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt128BigEndian(bytes));

    /// <inheritdoc/>
    public bool Equals(KeyHandle other) => Value == other.Value;

    /// <summary>Another in each process, and spread whatever the handles are.</summary>
    public override int GetHashCode()
    {
        var high = Math.BigMul((ulong)Value ^ LowSeed, (ulong)(Value >> 64) ^ HighSeed, out var low);
        return (high ^ low).GetHashCode();
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x32");
}
