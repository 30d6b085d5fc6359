using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>Describes error responses of operations: for each status the envelope with its codes, examples, header fields and what codes mean.</summary>
/// <param name="runtime">The API.</param>
/// <param name="origin">The address at which examples were asked.</param>
/// <param name="schemas">Makes the schemas of bodies.</param>
/// <param name="page">The address of a code's page; null where there is none.</param>
internal sealed class ErrorResponses(ApiRuntime runtime, PublicOrigin origin, ErrorSchemas schemas, Func<string, string?> page)
{
    private readonly Dictionary<(string Code, int Status), Task<SampleAnswer>> _samples = [];

    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);

    private readonly Lazy<HashSet<Condition>> _beforeLimit = new(
        () => [.. runtime.Stages.TakeWhile(stage => stage != StageDescriptor.Limit).SelectMany(stage => stage.Conditions).Except([Condition.RateExceeded])]);

    // What stands before the stage is decided anew for each request, and so is what the stage alone refuses by.
    private readonly Lazy<HashSet<Condition>> _beforeReplay = new(() =>
    [
        .. runtime.Stages.TakeWhile(stage => stage != StageDescriptor.Idempotency).SelectMany(stage => stage.Conditions).Except([Condition.StateConflict]),
        Condition.IdempotencyMissing, Condition.IdempotencyMismatch, Condition.IdempotencyInFlight,
    ]);

    /// <summary>The responses that operations share, by name, for the document's components.</summary>
    public JsonObject Components { get; } = [];

    private Contract Contract => runtime.Contract;

    /// <summary>Puts a response among the components, once for all operations that have the same one.</summary>
    /// <returns>A reference to it.</returns>
    public JsonObject Share(int status, JsonObject response)
    {
        var text = response.ToJsonString();
        if (!_shared.TryGetValue(text, out var name))
        {
            name = ComponentNames.FreeIn(Components, ComponentNames.OfWords(ReasonPhrases.TitleOf(status)));
            _shared.Add(text, name);
            Components[name] = response;
        }

        return new JsonObject { ["$ref"] = $"#/components/responses/{name}" };
    }

    /// <summary>The responses by status, in ascending order.</summary>
    public async Task<IReadOnlyDictionary<int, JsonObject>> OfAsync(IReadOnlyList<PossibleError> errors, Operation operation)
    {
        var responses = new SortedDictionary<int, JsonObject>();
        foreach (var group in errors.GroupBy(error => error.Status))
        {
            responses[group.Key] = await OfAsync([.. group], operation);
        }

        return responses;
    }

    private async Task<JsonObject> OfAsync(PossibleError[] errors, Operation operation)
    {
        var samples = new List<(PossibleError Error, SampleAnswer Answer)>();
        foreach (var error in errors)
        {
            samples.Add((error, await SampleAsync(error)));
        }

        return new JsonObject
        {
            ["description"] = string.Join("\n", errors.Select(error => $"- `{error.Code}`: {error.Definition.Meaning}")),
            ["headers"] = HeadersOf(errors, operation),
            ["content"] = ContentOf(samples),
            [ErrorEntries.Name] = ErrorEntries.Of(errors, Contract, page),
        };
    }

    private Task<SampleAnswer> SampleAsync(PossibleError error)
    {
        var key = (error.Code, error.Status);
        return _samples.TryGetValue(key, out var known) ? known : _samples[key] = SampleAnswer.OfAsync(runtime, error.Definition, origin, asked: null);
    }

    private JsonObject ContentOf(IReadOnlyList<(PossibleError Error, SampleAnswer Answer)> samples)
    {
        var content = new JsonObject();
        foreach (var type in Contract.ContentTypes)
        {
            var media = new JsonObject { ["schema"] = schemas.Of([.. samples.Select(sample => sample.Error)]) };
            if (type == Contract.ContentType && ExamplesOf(samples) is { Count: > 0 } examples)
            {
                media["examples"] = examples;
            }

            content[type] = media;
        }

        return content;
    }

    private static JsonObject ExamplesOf(IEnumerable<(PossibleError Error, SampleAnswer Answer)> samples) => new(samples.Select(
        sample => KeyValuePair.Create(
            sample.Error.Code,
            (JsonNode?)new JsonObject { ["summary"] = sample.Error.Definition.Title, ["value"] = BodyOf(sample.Answer) })));

    private static JsonNode? BodyOf(SampleAnswer answer) =>
        answer.Body.StartsWith('{') || answer.Body.StartsWith('[') ? JsonNode.Parse(answer.Body) : answer.Body;

    private JsonObject HeadersOf(PossibleError[] errors, Operation operation)
    {
        var headers = new JsonObject { [Contract.RequestId.Header] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.RequestId) };
        foreach (var declared in errors.SelectMany(error => error.Definition.Template.Headers).GroupBy(header => header.Name))
        {
            headers[declared.Key] = new JsonObject
            {
                ["schema"] = SchemaUnion.Of([.. declared.Select(DeclaredSchema)]),
            };
        }

        if (errors[0].Status == 401)
        {
            headers["WWW-Authenticate"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.Challenge);
        }

        if (Array.Exists(errors, error => error.SaysWhen))
        {
            headers["Retry-After"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.RetryAfter);
        }

        if (ResponseHeaderSchemas.MayBeReplayed(operation) && Array.Exists(errors, MayBeReplayed))
        {
            headers["Idempotency-Replayed"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.Replayed);
        }

        if (Array.Exists(errors, MayFollowLimit))
        {
            ResponseHeaderSchemas.AddRateFields(headers, StageConditions.LimitsOf(operation, Contract));
        }

        return headers;
    }

    /// <summary>Errors of the stage <c>limit</c> and later tell what is left. An error without a condition is one of the operation.</summary>
    private bool MayFollowLimit(PossibleError error) =>
        error.Conditions.Count == 0 || error.Conditions.Any(condition => !_beforeLimit.Value.Contains(condition));

    private bool MayBeReplayed(PossibleError error) => error.Conditions.Count == 0
        ? EndedAnswer.IsFinal(error.Status, condition: null)
        : error.Conditions.Any(condition => !_beforeReplay.Value.Contains(condition) && EndedAnswer.IsFinal(error.Status, condition));

    private static JsonObject DeclaredSchema(HeaderTemplate header) =>
        header.IsConstant ? EnvelopeSchemas.Constant(header.Format(default)) : new JsonObject { ["type"] = "string" };
}
