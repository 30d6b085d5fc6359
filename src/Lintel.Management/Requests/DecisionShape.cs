using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Keys;

namespace Lintel.Management.Requests;

/// <summary>The body of <c>POST /decide</c> as the reference describes it; <see cref="DecideBodies"/> reads it.</summary>
[RequestExample("""{"api":"lintel","keyId":"key_7f3a1c2e4d5b","method":"PATCH","path":"/lintel/v1/accounts/acct_1","address":"203.0.113.7","body":{"name":"Brook Dairy"}}""")]
internal sealed record DecideDocument(
    [StringLength(100, MinimumLength = 1)][Description("The name of a contract.")] string Api,
    [StringLength(32, MinimumLength = 1)] string Method,
    [StringLength(DecideBodies.LongestPath, MinimumLength = 1)][Description("The path with its base path and query, as it is sent.")] string Path,
    [StringLength(100, MinimumLength = 1)][Description("The id of the key that it is made with.")] string? KeyId = null,
    [StringLength(KeyDigest.MaxKeyLength, MinimumLength = 1)][Description("The whole text of the key, in place of its id.")] string? Key = null,
    [Description("The address that it comes from; that of whoever asks by default.")] string? Address = null,
    [Description("Header fields by name.")] IReadOnlyDictionary<string, string>? Headers = null,
    [Description("The body: a text as it is sent, or JSON.")] JsonNode? Body = null);

/// <summary>The answer of <c>POST /decide</c>.</summary>
internal sealed record DecidedShape(DecisionShape Data);

/// <summary>The decision on a request that is only thought of.</summary>
internal sealed record DecisionShape(
    [AllowedValues("pass", "refuse")] string Outcome,
    [Description("The stages that were not evaluated, on which a pass depends.")] IReadOnlyList<string> DependsOn,
    [Description("The stages of the contract's order, in that order.")] IReadOnlyList<GuardShape> Guards,
    [Description("The error that it would be answered by; null for a pass.")] ExplainedErrorShape? Error,
    [Description("What would make it pass; null for a pass.")] RemedyShape? Remedy)
{
    public static DecisionShape Of(RehearsalResult result) => new(
        result.Explanation.Error is null ? "pass" : "refuse",
        result.NotEvaluated,
        [.. result.Explanation.Guards.Select(GuardShape.Of)],
        result.Explanation.Error is { } error ? ExplainedErrorShape.Of(error) : null,
        result.Explanation.Remedy is { } remedy ? RemedyShape.Of(remedy) : null);
}
