using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.Operators;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Explains an entry of the request log guard by guard.</summary>
internal static class Explainer
{
    /// <summary>Explains an entry.</summary>
    /// <param name="runtime">The API, as it is now.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="key">The entry's key as it is now; null where there is none.</param>
    /// <param name="caller">The operator whose session or personal token it was, as they are now; null for every other caller.</param>
    public static Explanation Of(ApiRuntime runtime, RequestLogEntry entry, ApiKey? key, Operator? caller = null)
    {
        var trail = entry.Trail is { } text ? GuardTrail.Parse(text) : null;
        var outcome = trail?.Outcome ?? OutcomeOf(entry);
        var arguments = ObjectOf(entry.Arguments);
        var guards = FindingsOf(runtime, entry, trail, outcome, arguments).ToArray();
        return new Explanation(
            outcome,
            trail is not null,
            guards,
            entry.Code is null ? null : ErrorOf(runtime, entry, arguments),
            entry.Code is null ? null : Remedies.For(new RemedyCase(runtime, entry, guards, arguments, key, caller)));
    }

    /// <summary>The person, application or subject that has called; null for a key, and where it was not kept.</summary>
    public static string? CallerOf(RequestLogEntry entry) => entry.Trail is { } text
        ? GuardTrail.Parse(text)?.Compared.GetValueOrDefault(StageDescriptor.Key.Word)?["caller"]?.GetValue<string>()
        : null;

    private static string OutcomeOf(RequestLogEntry entry) =>
        entry.Code is null && entry.Status < 400 ? GuardTrail.Admitted
        : entry.Status >= 500 || IsFailure(entry.Condition) ? GuardTrail.Failed
        : GuardTrail.Refused;

    private static bool IsFailure(string? condition) =>
        condition is not null && Condition.TryParse(condition, out var known) && known.Root == Condition.ServerError;

    private static IEnumerable<StageFinding> FindingsOf(
        ApiRuntime runtime, RequestLogEntry entry, GuardTrail? trail, string outcome, JsonObject? arguments)
    {
        var added = ObjectOf(entry.Compared);
        var ended = trail is null ? EndOf(runtime, entry) : trail.EndedAt;
        var place = Array.FindIndex(runtime.Stages, stage => stage.Word == ended);
        var isReplayed = trail?.Compared.GetValueOrDefault(StageDescriptor.Idempotency.Word)?["replayed"]?.GetValue<bool>() == true;
        for (var i = 0; i < runtime.Stages.Length; i++)
        {
            var stage = runtime.Stages[i];
            var result =
                ended == GuardTrail.Before ? StageResults.NotReached
                : ended is not null && place < 0 ? StageResults.Unknown
                : place >= 0 && i > place ? StageResults.NotReached
                : i == place ? (outcome == GuardTrail.Failed ? StageResults.Failed : StageResults.Refused)
                : isReplayed && IsSkippedAfterReplay(runtime, i) ? StageResults.Skipped
                : StageResults.Passed;
            yield return new StageFinding(stage.Word, result, ComparedBy(stage, trail, added, i == place ? arguments : null));
        }
    }

    /// <summary>The stage that has ended a request whose trail was not kept: the one that alone refuses by its condition.</summary>
    private static string? EndOf(ApiRuntime runtime, RequestLogEntry entry)
    {
        if (entry.Code is null)
        {
            return null;
        }

        var known = entry.Condition is { } name && Condition.TryParse(name, out var condition)
            ? runtime.Stages.Where(stage => stage.Conditions.Contains(condition)).ToArray()
            : [];
        return known is [var only] ? only.Word : StageResults.Unknown;
    }

    private static bool IsSkippedAfterReplay(ApiRuntime runtime, int place)
    {
        var stage = runtime.Stages[place];
        return place > Array.IndexOf(runtime.Stages, StageDescriptor.Idempotency)
            && (stage == StageDescriptor.Precondition || stage == StageDescriptor.Body || stage == StageDescriptor.Resource || stage == StageDescriptor.Rules);
    }

    // What a guard says itself comes beside what is known of its stage; the arguments of the refusal where there is nothing else.
    private static JsonObject? ComparedBy(StageDescriptor stage, GuardTrail? trail, JsonObject? added, JsonObject? arguments)
    {
        var known = trail?.Compared.GetValueOrDefault(stage.Word);
        var own = added?[stage.Word] as JsonObject;
        if (known is null && own is null)
        {
            return arguments?.DeepClone().AsObject();
        }

        var all = known?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in own ?? [])
        {
            all.TryAdd(name, value?.DeepClone());
        }

        return all;
    }

    private static ExplainedError ErrorOf(ApiRuntime runtime, RequestLogEntry entry, JsonObject? arguments)
    {
        var definition = runtime.Contract.Errors.FirstOrDefault(error => error.Code == entry.Code);
        var pages = runtime.ErrorPages;
        return new ExplainedError(
            entry.Code!,
            entry.Condition,
            definition,
            definition is null ? null : MessageOf(definition, entry, arguments),
            definition is not null && pages.AreMapped ? pages.Root + definition.Texts.Type : null);
    }

    /// <summary>The message as the caller was told it, in the language of the contract.</summary>
    private static string MessageOf(ErrorDefinition definition, RequestLogEntry entry, JsonObject? arguments) => definition.Texts.Messages.Format(
        entry.Condition is { } name && Condition.TryParse(name, out var condition) ? condition : null,
        argument => argument == MessageTemplate.RequestId ? entry.Id : TextOf(arguments?[argument]));

    private static string TextOf(JsonNode? value) => value switch
    {
        null => string.Empty,
        JsonArray items => string.Join(", ", items.Select(TextOf)),
        _ => value.GetValueKind() is JsonValueKind.True ? "true" : value.GetValueKind() is JsonValueKind.False ? "false" : value.ToString(),
    };

    private static JsonObject? ObjectOf(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
