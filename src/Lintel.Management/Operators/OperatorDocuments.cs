using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.Keys;
using Lintel.Management.Users;
using Lintel.Sessions;

namespace Lintel.Management.Operators;

/// <summary>The body of <c>POST /operators</c> as the reference describes it; <see cref="OperatorBodies"/> reads it.</summary>
[Description("An operator to be added.")]
[RequestExample("""{"login":"ada@brook.example","name":"Ada","role":"support"}""")]
internal sealed record NewOperatorDocument(
    [StringLength(EmailAddress.MaximumLength, MinimumLength = UserBodies.MinimumLogin)] string Login,
    [StringLength(OperatorBodies.LongestName, MinimumLength = 1)] string Name,
    [AllowedValues("owner", "editor", "support", "viewer")] string Role);

/// <summary>The body of <c>PATCH /operators/{id}</c> as the reference describes it; <see cref="OperatorBodies"/> reads it.</summary>
[Description("A change of an operator. What is left out stays.")]
[RequestExample("""{"role":"editor"}""")]
internal sealed record OperatorChangeDocument(
    [StringLength(EmailAddress.MaximumLength, MinimumLength = UserBodies.MinimumLogin)] string? Login = null,
    [StringLength(OperatorBodies.LongestName, MinimumLength = 1)] string? Name = null,
    [AllowedValues("owner", "editor", "support", "viewer")] string? Role = null,
    [Description("True ends all sessions and keeps the operator from signing in, and their personal tokens from working, until it is false.")]
    bool? Disabled = null,
    [Range(1, FieldReader.LargestInteger)][Description("The version that the change is meant for; any where it is left out.")] long? Version = null);

/// <summary>The query of <c>GET /operators</c> as the reference describes it; <see cref="OperatorBodies"/> reads it.</summary>
internal sealed record OperatorQueryDocument(
    [StringLength(100, MinimumLength = 1)][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);

/// <summary>The body of <c>POST /operators/{id}/tokens</c> as the reference describes it; <see cref="OperatorBodies"/> reads it.</summary>
[Description("A personal token to be made.")]
[RequestExample("""{"name":"Laptop","scopes":["requests:read"]}""")]
internal sealed record NewTokenDocument(
    [StringLength(OperatorBodies.LongestName, MinimumLength = 1)] string Name,
    [Length(1, OperatorBodies.MostScopes)][Description("Scopes of the management API, among those of the operator's role.")] IReadOnlyList<string> Scopes,
    [Description("A moment in the future; null or left out for never.")] DateTimeOffset? ExpiresAt = null);

/// <summary>The body of <c>POST /operators/sign-in</c> as the reference describes it; <see cref="OperatorBodies"/> reads it.</summary>
[Description("The token of a sign-in link, a personal token or the operator token.")]
[RequestExample("""{"token":"lintelses_3uUrLkYbGqWq0u7h1Zk2m9Qd5s8v1x4z7C0F3I6L9oA"}""")]
internal sealed record SignInDocument([StringLength(KeyDigest.MaxKeyLength, MinimumLength = 1)] string Token);
