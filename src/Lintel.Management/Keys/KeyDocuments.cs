using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Keys;

/// <summary>The body of <c>POST /keys</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[Description("A key to be issued.")]
[RequestExample("""{"accountId":"acct_operator","name":"Dashboards","scopes":["requests:read"]}""")]
internal sealed record NewKeyDocument : KeyDocument;

/// <summary>Members of a new key, be it issued or imported, as the reference describes them.</summary>
internal abstract record KeyDocument
{
    [StringLength(100, MinimumLength = 1)]
    public required string AccountId { get; init; }

    [StringLength(100, MinimumLength = 1)]
    public required string Name { get; init; }

    [MaxLength(100)]
    [Description("Scopes of the contract; none by default.")]
    public IReadOnlyList<string>? Scopes { get; init; }

    [MaxLength(100)]
    [Description("The addresses or networks, such as 192.0.2.0/24, that it works from; everywhere by default.")]
    public IReadOnlyList<string>? Addresses { get; init; }

    [Length(1, 100)]
    [Description("The ids of the applications that it works for; null or left out for all.")]
    public IReadOnlyList<string>? Applications { get; init; }

    [Description("A moment in the future; null or left out for never.")]
    public DateTimeOffset? ExpiresAt { get; init; }

    [Description("How many requests rate limit policies allow, by their names: 1 to 10,000,000.")]
    public IReadOnlyDictionary<string, int>? Limits { get; init; }

    [MaxLength(50)]
    [Description("Kept with the key: names of at most 40 characters, texts of at most 500.")]
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    [StringLength(20, MinimumLength = 1)]
    [Description("Letters and digits; that of the process by default.")]
    public string? Environment { get; init; }
}

/// <summary>The body of <c>PATCH /keys/{id}</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[Description("A change of a key. What is left out stays; lists and objects are replaced as a whole.")]
[RequestExample("""{"name":"Weekly export","metadata":{"owner":"ada"}}""")]
internal sealed record KeyChangeDocument(
    [StringLength(100, MinimumLength = 1)] string? Name = null,
    [MaxLength(100)][Description("Scopes of the contract.")] IReadOnlyList<string>? Scopes = null,
    [MaxLength(100)][Description("The addresses or networks that it works from; an empty list for everywhere.")] IReadOnlyList<string>? Addresses = null,
    [Length(1, 100)][Description("The ids of the applications that it works for; null for all.")] IReadOnlyList<string>? Applications = null,
    [Description("Null for never.")] DateTimeOffset? ExpiresAt = null,
    [Description("How many requests rate limit policies allow, by their names: 1 to 10,000,000.")] IReadOnlyDictionary<string, int>? Limits = null,
    [MaxLength(50)][Description("Names of at most 40 characters, texts of at most 500.")] IReadOnlyDictionary<string, string>? Metadata = null,
    [Range(1, FieldReader.LargestInteger)][Description("The version that the change is meant for; any where it is left out.")] long? Version = null);

/// <summary>The body of <c>POST /keys/{id}/rotate</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[Description("A rotation. An empty object ends the old secret at once.")]
[RequestExample("""{"overlapSeconds":86400}""")]
internal sealed record RotationDocument(
    [Range(0, 7_776_000)][property: DefaultValue(0)][Description("How long the old secret goes on working, in seconds.")] int OverlapSeconds = 0,
    [Range(1, FieldReader.LargestInteger)][Description("The version that the rotation is meant for; any where it is left out.")] long? Version = null);

/// <summary>The body of <c>POST /keys/{id}/end-old-secrets</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[Description("Old secrets of a key that are to end. An empty object ends all of them.")]
[RequestExample("{}")]
internal sealed record OldSecretsDocument(
    [StringLength(100, MinimumLength = 1)][Description("The hint of the secret, as the key shows it; all old secrets where it is left out.")]
    string? Hint = null,
    [Range(1, FieldReader.LargestInteger)][Description("The version that the change is meant for; any where it is left out.")] long? Version = null);

/// <summary>The body of <c>POST /keys/revocations</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[Description("Filters of keys that are to be revoked, as GET /keys has them. One is needed; a key is revoked where all of them find it.")]
[RequestExample("""{"unusedSince":"2026-01-31T00:00:00Z","metadata":{"team":"billing"},"dryRun":true}""")]
internal sealed record KeyRevocationDocument(
    [StringLength(100)][Description("Keys of this account.")] string? AccountId = null,
    [StringLength(100)][Description("Keys of this API.")] string? Api = null,
    [AllowedValues("active", "disabled")] string? State = null,
    [StringLength(100, MinimumLength = 1)][Description("Keys with this in their name; case matters.")] string? Name = null,
    [StringLength(100, MinimumLength = 1)]
    [Description("Keys with this in their name, their id, the hint of a secret or the name of their account; case does not matter.")]
    string? Q = null,
    [StringLength(100)][Description("Keys that have this scope themselves.")] string? Scope = null,
    [StringLength(100)][Description("Keys that work for this application of the account, which accountId must name.")] string? Application = null,
    [Description("Keys that expire before this moment.")] DateTimeOffset? ExpiresBefore = null,
    [Description("Keys that were not used at this moment or later.")] DateTimeOffset? UnusedSince = null,
    [Description("Keys with all of these metadata.")] IReadOnlyDictionary<string, string>? Metadata = null,
    [property: DefaultValue(false)][Description("True to tell what would be revoked, and to change nothing.")] bool DryRun = false,
    [Range(0, KeyRevocations.MostCounted)][Description("The number of keys that were found before: where it is another by now, nothing is revoked.")]
    int? Expected = null);

/// <summary>The body of <c>POST /keys/find</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
[RequestExample("""{"key":"shop_live_7Jk2Lm9QwX4c_secret"}""")]
internal sealed record KeySearchDocument(
    [StringLength(KeyDigest.MaxKeyLength, MinimumLength = 1)][Description("The whole text of a key, or of an old secret.")] string Key);

/// <summary>The query of <c>GET /keys</c> as the reference describes it; <see cref="KeyBodies"/> reads it.</summary>
internal sealed record KeyQueryDocument(
    [StringLength(100)][Description("Only keys of this account.")] string? AccountId = null,
    [StringLength(100)][Description("Only keys of this API.")] string? Api = null,
    [AllowedValues("active", "disabled", "revoked")] string? State = null,
    [StringLength(100, MinimumLength = 1)][Description("Only keys with this in their name; case matters.")] string? Name = null,
    [StringLength(100, MinimumLength = 1)]
    [Description("Only keys with this in their name, their id, the hint of a secret or the name of their account; case does not matter.")]
    string? Q = null,
    [StringLength(ListedIds.Longest, MinimumLength = 1)][Description("Only keys with these ids, at most 100 with commas between them.")] string? Ids = null,
    [StringLength(100)][Description("Only keys that have this scope themselves.")] string? Scope = null,
    [StringLength(100)][Description("Only keys that work for this application.")] string? Application = null,
    [Description("Only keys that expire before this moment.")] DateTimeOffset? ExpiresBefore = null,
    [Description("Only keys that were not used at this moment or later.")] DateTimeOffset? UnusedSince = null,
    [Range(1, 1000)][Description("Only keys that can be used still and have a secret under this version of the pepper.")] int? PepperVersion = null,
    [StringLength(100, MinimumLength = 1)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);
