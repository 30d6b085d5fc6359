using System.Globalization;
using System.Text.Json.Nodes;
using Lintel.Operators;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>A refused request, as remedies look at it.</summary>
/// <param name="Runtime">The API.</param>
/// <param name="Entry">The entry of the request.</param>
/// <param name="Guards">How the request has met each stage.</param>
/// <param name="Arguments">The public arguments of the refusal; null for none.</param>
/// <param name="CurrentKey">The request's key as it is now; null for none.</param>
/// <param name="Operator">The operator whose session or personal token it was, as they are now; null for every other caller.</param>
internal sealed record RemedyCase(
    ApiRuntime Runtime, RequestLogEntry Entry, IReadOnlyList<StageFinding> Guards, JsonObject? Arguments, ApiKey? CurrentKey, Operator? Operator)
{
    /// <summary>The key for people: its id, or words where it is not known.</summary>
    public string Key => Entry.KeyId is { } id ? $"key {id}" : "the key";

    /// <summary>The account for people: its id, or words where it is not known.</summary>
    public string Account => Entry.AccountId is { } id ? $"account {id}" : "the account";

    /// <summary>The method and the route.</summary>
    public string Operation => $"{Entry.Method} {Entry.Route}";

    /// <summary>The argument of the refusal as text; null for none.</summary>
    public string? Argument(string name) => Arguments?[name]?.ToString() is { Length: > 0 } text ? text : null;

    /// <summary>The text that a stage has compared; null for none.</summary>
    public string? Compared(string stage, string name) => ValueOf(stage, name)?.ToString();

    /// <summary>The list that a stage has compared, as one text; null for none, and for an empty one.</summary>
    public string? List(string stage, string name) => ValueOf(stage, name) is JsonArray { Count: > 0 } items ? string.Join(", ", items) : null;

    /// <summary>The first item of a list that a stage has compared; null for none.</summary>
    public string? First(string stage, string name) => (ValueOf(stage, name) as JsonArray)?.FirstOrDefault()?.ToString();

    /// <summary>The moment, so many seconds after the request began.</summary>
    public string After(long seconds) => Entry.At.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A change of the key; null where it is not known.</summary>
    public RemedyAction? ChangeKey(Func<ApiKey, JsonObject> change) =>
        CurrentKey is { State: KeyState.Active or KeyState.Disabled } key ? new RemedyAction("PATCH", $"/keys/{key.Id}", change(key)) : null;

    /// <summary>A list of texts and one more, without repeating it.</summary>
    public static JsonArray With(IEnumerable<string> texts, string more) =>
        [.. texts.Append(more).Distinct(StringComparer.Ordinal).Select(text => (JsonNode)text)];

    private JsonNode? ValueOf(string stage, string name) => Guards.FirstOrDefault(finding => finding.Stage == stage)?.Compared?[name];
}
