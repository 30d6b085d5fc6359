using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.Reference;

/// <summary>The header fields that responses of an API have in common, as components of the document.</summary>
internal static class ResponseHeaderSchemas
{
    public const string RequestId = "RequestId";
    public const string RetryAfter = "RetryAfter";
    public const string Challenge = "Challenge";
    public const string Location = "Location";
    public const string Replayed = "IdempotencyReplayed";

    public const string EntityTag = "EntityTag";

    private const string Integer = "integer";

    private static readonly (string Name, string Field, string Type, string Description)[] XRateLimit =
    [
        ("RateLimitLimit", "X-RateLimit-Limit", Integer, "The requests that the policy with the least room left admits in its window."),
        ("RateLimitRemaining", "X-RateLimit-Remaining", Integer, "The requests that it still admits."),
        ("RateLimitReset", "X-RateLimit-Reset", Integer, "The second since 1970 from which it admits its limit again."),
    ];

    private static readonly (string Name, string Field, string Type, string Description)[] Ietf =
    [
        ("RateLimitPolicy", "RateLimit-Policy", "string", "The policies: `q` requests in `w` seconds."),
        ("RateLimit", "RateLimit", "string", "The state of the policies: `r` requests remain, and the limit is whole again in `t` seconds."),
    ];

    /// <summary>A reference to one of the components.</summary>
    public static JsonObject Reference(string name) => new() { ["$ref"] = $"#/components/headers/{name}" };

    /// <summary>The regular expression of request ids.</summary>
    public static string PatternOf(RequestIdFormat id) => $"^{Regex.Escape(id.Prefix)}[0-9a-f]{{{id.Digits}}}$";

    /// <summary>Tells whether answers of an operation may be those of an earlier request with the same idempotency key.</summary>
    public static bool MayBeReplayed(Operation operation) => operation.IsIdempotent && operation.Methods.Any(method => method is not ("GET" or "HEAD"));

    /// <summary>Tells whether an operation changes a record only where it has the entity tag that the request names.</summary>
    public static bool ReadsEntityTag(Operation operation) =>
        operation.Metadata.GetMetadata<EntityTagMetadata>() is not null && operation.Methods.Any(method => method is not ("GET" or "HEAD"));

    /// <summary>Tells whether the answers of an operation have the entity tag of its record, which is gone after a DELETE.</summary>
    public static bool TellsEntityTag(Operation operation) =>
        operation.Metadata.GetMetadata<EntityTagMetadata>() is not null && operation.Methods.Any(method => method is not "DELETE");

    /// <summary>Adds the fields that tell about rate limit policies.</summary>
    /// <param name="headers">The header fields of a response.</param>
    /// <param name="policies">The policies that the operation's requests may be under.</param>
    public static void AddRateFields(JsonObject headers, IEnumerable<RateLimitPolicy> policies)
    {
        foreach (var (name, field, _, _) in policies.Select(policy => policy.Headers).Distinct().SelectMany(FieldsOf))
        {
            headers[field] = Reference(name);
        }
    }

    /// <summary>All components.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode?>> Components(Contract contract)
    {
        yield return Component(
            RequestId,
            "The request's id. Say it when you ask for help.",
            new JsonObject { ["type"] = "string", ["pattern"] = PatternOf(contract.RequestId) });
        yield return Component(
            RetryAfter,
            "The whole seconds after which the same request is worth another try.",
            new JsonObject { ["type"] = "integer", ["format"] = IntegerFormats.Int32, ["minimum"] = 0 });
        yield return Component(Challenge, "The credentials that the API takes (RFC 9110 section 11.6.1).", new JsonObject { ["type"] = "string" });
        yield return Component(
            Location,
            "The address of what was created, of what was accepted, or of what the redirect leads to. Where it is not sent, what was created is at the request's own address.",
            new JsonObject { ["type"] = "string", ["format"] = "uri-reference" });
        yield return Component(
            Replayed,
            "Sent where the answer is that of an earlier request with the same idempotency key.",
            new JsonObject { ["type"] = "string", ["const"] = "true" });
        yield return Component(
            EntityTag,
            "The entity tag of the record, which changes with it. Sent back as If-Match, a change is refused where somebody else was first.",
            new JsonObject { ["type"] = "string" });
        foreach (var (name, _, type, description) in contract.Limits.Select(policy => policy.Headers).Distinct().SelectMany(FieldsOf))
        {
            yield return Component(name, description, type == Integer ? IntegerFormats.Schema(IntegerFormats.Int64) : new JsonObject { ["type"] = type });
        }
    }

    private static (string Name, string Field, string Type, string Description)[] FieldsOf(RateLimitHeaders headers) => headers switch
    {
        RateLimitHeaders.XRateLimit => XRateLimit,
        RateLimitHeaders.Ietf => Ietf,
        _ => [],
    };

    private static KeyValuePair<string, JsonNode?> Component(string name, string description, JsonObject schema) =>
        KeyValuePair.Create(name, (JsonNode?)new JsonObject { ["description"] = description, ["schema"] = schema });
}
