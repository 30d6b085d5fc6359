using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>
/// Describes an operation of the document. Several operations of the API that have one path and method, because query parameters choose between them, are one
/// operation in OpenAPI, which has everything that one of them has and says when each is meant.
/// </summary>
/// <param name="runtime">The API.</param>
/// <param name="settings">The application's settings.</param>
/// <param name="schemas">Makes the schemas of types.</param>
/// <param name="examples">Makes answers where nobody gives one.</param>
/// <param name="errors">Describes error responses.</param>
internal sealed class OperationItems(ApiRuntime runtime, LintelOptions settings, TypeSchemas schemas, SchemaExamples examples, ErrorResponses errors)
{
    private readonly OperationParameters _parameters = new(schemas, runtime.Contract);
    private readonly OperationBodies _bodies = new(schemas, examples);

    /// <param name="method">The method.</param>
    /// <param name="path">The path below the base path, as the document spells it.</param>
    /// <param name="operations">The operations, at least one.</param>
    public async Task<JsonObject> OfAsync(string method, string path, IReadOnlyList<Operation> operations)
    {
        var item = new JsonObject
        {
            ["tags"] = new JsonArray(operations.SelectMany(operation => TagsOf(operation, path)).Distinct().Select(tag => (JsonNode)tag).ToArray()),
            ["summary"] = SummaryOf(operations),
        };
        if (DescriptionOf(operations) is { Length: > 0 } description)
        {
            item["description"] = description;
        }

        item["operationId"] = operations is [var only] && OperationIds.IsNamed(only) ? only.Name : OperationIds.Of(method, path);
        if (ParametersOf(path, operations) is { Count: > 0 } parameters)
        {
            item["parameters"] = parameters;
        }

        if (RequestOf(operations) is { } request)
        {
            item["requestBody"] = request;
        }

        item["responses"] = await ResponsesOfAsync(operations);
        item["security"] = SecurityOf(operations);
        if (operations.All(operation => operation.IsReserved))
        {
            item["x-lintel-reserved"] = true;
        }

        return item;
    }

    /// <summary>The tags of an operation: its own, or the first segment of its path that is neither a version nor a parameter.</summary>
    public static IEnumerable<string> TagsOf(Operation operation, string path) =>
        operation.Metadata.GetOrderedMetadata<ITagsMetadata>().SelectMany(tags => tags.Tags) is var own && own.Any()
            ? own
            : [path.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(segment => !OperationIds.IsPrefix(segment)) ?? "operations"];

    /// <summary>The summaries of all in one line; of many, the first two, because the description has the others.</summary>
    private static string SummaryOf(IReadOnlyList<Operation> operations)
    {
        if (operations is [var single])
        {
            return SummaryOf(single);
        }

        string[] all = [.. operations.Select(operation => SummaryOf(operation).TrimEnd('.')).Distinct()];
        all = [.. all.Select((summary, index) => index == 0 ? summary : Continued(summary))];
        return all switch
        {
            [var only] => only,
            [var first, var second] => $"{first}, or {second}",
            [var first, var second, var third] => $"{first}, or {second}, or {third}",
            _ => $"{all[0]}, {all[1]}, or {all.Length - 2} others by query",
        };
    }

    private static string SummaryOf(Operation operation) => operation.Metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? operation.Name;

    /// <summary>A summary within a sentence: its first word is written small, unless it is an abbreviation.</summary>
    private static string Continued(string summary) =>
        summary is [var first, var second, ..] && char.IsUpper(first) && !char.IsUpper(second) ? char.ToLowerInvariant(first) + summary[1..] : summary;

    private static string DescriptionOf(IReadOnlyList<Operation> operations)
    {
        var text = new StringBuilder();
        if (operations.Count > 1)
        {
            text.Append("The query chooses one of these operations; each has only some of the parameters, bodies, responses and scopes below.\n\n");
            foreach (var operation in operations)
            {
                text.Append($"- `{operation.Name}`{WhenOf(operation)}: {SummaryOf([operation])}\n");
            }
        }

        foreach (var description in operations.Select(operation => operation.Metadata.GetMetadata<IEndpointDescriptionMetadata>()?.Description).Distinct())
        {
            if (description is { Length: > 0 })
            {
                text.Append(text.Length > 0 ? "\n" : string.Empty).Append(description).Append('\n');
            }
        }

        if (operations.Any(operation => operation.IsReserved))
        {
            text.Append(text.Length > 0 ? "\n" : string.Empty).Append("Reserved: the operation is announced and not built yet. Every request is refused.\n");
        }

        return text.ToString().TrimEnd();
    }

    private static string WhenOf(Operation operation)
    {
        string[] conditions =
        [
            .. operation.QueryConditions.Where(condition => condition.Present)
                .Select(condition => condition.Value is null ? $"with `{condition.Name}`" : $"with `{condition.Name}={condition.Value}`"),
            .. operation.QueryConditions.Where(condition => !condition.Present).Select(condition => $"without `{condition.Name}`"),
        ];
        return conditions.Length == 0 ? string.Empty : $", {string.Join(", ", conditions)}";
    }

    private JsonArray ParametersOf(string path, IReadOnlyList<Operation> operations)
    {
        var all = operations.SelectMany(operation => _parameters.Of(operation, path))
            .GroupBy(parameter => (parameter.Place, parameter.Name));
        return new JsonArray([.. all.Select(group => Parameter([.. group], isEverywhere: group.Count() == operations.Count))]);
    }

    private JsonObject Parameter(ParameterEntry[] same, bool isEverywhere)
    {
        var parameter = new JsonObject { ["name"] = same[0].Name, ["in"] = same[0].Place };
        if (Array.Find(same, one => one.Description is not null) is { Description: { } description })
        {
            parameter["description"] = description;
        }

        if (same[0].Place == "path" || (isEverywhere && Array.TrueForAll(same, one => one.IsRequired)))
        {
            parameter["required"] = true;
        }

        parameter["schema"] = SchemaUnion.Of([.. same.Select(one => one.Schema)]);
        RequestBounds.Add(parameter["schema"], same[0].Place == "header" ? runtime.Contract.Sizes.Headers : runtime.Contract.Sizes.Uri);
        return parameter;
    }

    private JsonObject? RequestOf(IReadOnlyList<Operation> operations)
    {
        (Operation Operation, RequestEntry Request)[] requests =
        [
            .. from operation in operations
               let request = _bodies.RequestOf(operation)
               where request is not null
               select (operation, request),
        ];
        if (requests.Length == 0)
        {
            return null;
        }

        var content = new JsonObject(requests.SelectMany(pair => pair.Request.Schemas).GroupBy(schema => schema.Key).Select(
            group => KeyValuePair.Create(group.Key, (JsonNode?)new JsonObject { ["schema"] = SchemaUnion.Of([.. group.Select(schema => schema.Value)]) })));
        if (ExamplesOf(requests) is { Count: > 0 } examples && content[OperationBodies.Json] is JsonObject json)
        {
            json["examples"] = examples;
        }

        var body = new JsonObject { ["content"] = content };
        if (requests.Length == operations.Count && Array.TrueForAll(requests, pair => pair.Request.IsRequired))
        {
            body["required"] = true;
        }

        return body;
    }

    private static JsonObject ExamplesOf((Operation Operation, RequestEntry Request)[] requests)
    {
        var examples = new JsonObject();
        foreach (var (operation, request) in requests.Where(pair => pair.Request.Example is not null))
        {
            var name = ComponentNames.FreeIn(examples, OperationIds.ExampleOf(operation));
            examples[name] = new JsonObject { ["summary"] = SummaryOf([operation]), ["value"] = request.Example };
        }

        return examples;
    }

    private async Task<JsonObject> ResponsesOfAsync(IReadOnlyList<Operation> operations)
    {
        var responses = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var group in operations
            .SelectMany(operation => _bodies.ResponsesOf(operation).Select(response => (operation, response)))
            .GroupBy(pair => pair.response.Key))
        {
            responses[group.Key] = WithFields(
                group.Key, ResponseUnion.Of([.. group.Select(pair => pair.response.Value)]), [.. group.Select(pair => pair.operation)]);
        }

        foreach (var (status, response) in await errors.OfAsync(OperationErrors.OfAll(operations, runtime, settings), operations[0]))
        {
            var key = $"{status}";
            responses[key] = responses.TryGetValue(key, out var success) ? ResponseUnion.Of([success, response]) : errors.Share(status, response);
        }

        return new JsonObject(responses.Select(response => KeyValuePair.Create(response.Key, (JsonNode?)response.Value)));
    }

    private JsonObject WithFields(string status, JsonObject response, IReadOnlyList<Operation> operations)
    {
        var headers = new JsonObject { [runtime.Contract.RequestId.Header] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.RequestId) };
        ResponseHeaderSchemas.AddRateFields(headers, operations.SelectMany(operation => StageConditions.LimitsOf(operation, runtime.Contract)));
        if (status is "201" or "301" or "302" or "303" or "307" or "308" || (status == "202" && operations.Any(TellsWhere)))
        {
            headers["Location"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.Location);
        }

        if (operations.Any(ResponseHeaderSchemas.MayBeReplayed))
        {
            headers["Idempotency-Replayed"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.Replayed);
        }

        if (status.StartsWith('2') && operations.Any(ResponseHeaderSchemas.TellsEntityTag))
        {
            headers["ETag"] = ResponseHeaderSchemas.Reference(ResponseHeaderSchemas.EntityTag);
        }

        response["headers"] = headers;
        return response;
    }

    /// <summary>Tells whether the handler of an operation answers 202 with a type of the framework that has a location.</summary>
    private static bool TellsWhere(Operation operation) =>
        operation.Metadata.GetMetadata<MethodInfo>() is { } handler && HasLocation(handler.ReturnType);

    private static bool HasLocation(Type type)
    {
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return definition == typeof(Accepted) || definition == typeof(Accepted<>) || definition == typeof(AcceptedAtRoute)
            || definition == typeof(AcceptedAtRoute<>)
            || Array.Exists(type.GetGenericArguments(), HasLocation);
    }

    private JsonArray SecurityOf(IReadOnlyList<Operation> operations) => new(
    [
        .. operations.SelectMany(operation => SecuritySchemes.RequirementsOf(operation, runtime.Contract))
            .DistinctBy(requirement => requirement!.ToJsonString(), StringComparer.Ordinal)
            .Select(requirement => requirement!.DeepClone()),
    ]);
}
