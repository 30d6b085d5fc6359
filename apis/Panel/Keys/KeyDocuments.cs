using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;

namespace Lintel.Panel;

/// <summary>The body of a new management key, as the reference describes it; <see cref="KeyBodies.ReadNew"/> reads it.</summary>
[RequestExample("""{"name":"Builds","scopes":["licenses:read"],"allApplications":true}""")]
internal sealed record NewKeyDocument(
    [StringLength(64, MinimumLength = 3)] string Name,
    [Length(1, 100), Description("Scopes of the API, each once.")] IReadOnlyList<string> Scopes,
    [Description("Whether the key is for all applications, those that are made later included.")] bool AllApplications,
    [MaxLength(100), Description("The ids of the applications that the key is for. Needed where it is not for all; otherwise passed over.")]
    IReadOnlyList<string>? ApplicationIds = null,
    [Description("In the future. A key without it has no end.")] DateTimeOffset? ExpiresAt = null);

/// <summary>The body of a change of a management key, as the reference describes it; <see cref="KeyBodies.ReadEdit"/> reads it.</summary>
[Description("At least one field.")]
[RequestExample("""{"name":"Nightly builds"}""")]
internal sealed record KeyChangeDocument(
    [StringLength(64, MinimumLength = 3)] string? Name = null,
    [Length(1, 100), Description("All scopes from now on, each once.")] IReadOnlyList<string>? Scopes = null,
    bool? AllApplications = null,
    [MaxLength(100), Description("The ids of all applications from now on.")] IReadOnlyList<string>? ApplicationIds = null,
    [Description("In the future; null takes the end away.")] DateTimeOffset? ExpiresAt = null);
