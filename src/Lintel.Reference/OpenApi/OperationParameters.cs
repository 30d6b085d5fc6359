using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.Reference;

/// <summary>Describes the parameters of an operation: those of its path, its query and the header fields that it reads.</summary>
/// <param name="schemas">Makes the schemas of types.</param>
/// <param name="contract">The contract.</param>
internal sealed class OperationParameters(TypeSchemas schemas, Contract contract)
{
    /// <summary>The parameters, each once for its place and name.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="spelled">The path in the document, whose names of parameters may be those of another operation.</param>
    public IEnumerable<ParameterEntry> Of(Operation operation, string spelled)
    {
        var path = RoutePatternFactory.Parse(operation.Route);
        return OfPath(path, spelled, operation)
            .Concat(operation.QueryConditions.Where(condition => condition is { Present: true, Value: not null }).Select(OfCondition))
            .Concat(OfQuery(operation))

            // A type that has a member for the parameter says more of it than that it must be there.
            .Concat(operation.QueryConditions.Where(condition => condition is { Present: true, Value: null }).Select(OfCondition))
            .Concat(OfHandler(operation, path))
            .Concat(OfAction(operation))
            .Concat(OfIdempotency(operation))
            .Concat(OfEntityTag(operation))
            .DistinctBy(parameter => (parameter.Place, parameter.Name), PlaceAndName.Comparer);
    }

    private static IEnumerable<ParameterEntry> OfPath(RoutePattern path, string spelled, Operation operation) =>
        from pair in path.Parameters.Zip(OperationPaths.NamesOf(spelled), (part, name) => (part, name))
        let declared = Declared(operation, pair.part.Name)
        select new ParameterEntry("path", pair.name, SchemaOf(declared, operation.Json, pair.part.ParameterPolicies), IsRequired: true)
        {
            Description = DescriptionOf(declared),
        };

    private static ParameterInfo? Declared(Operation operation, string name) =>
        operation.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Concat(operation.StageParameters)
            .Where(UnboundParameters.IsRead)
            .FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))?.ParameterInfo
        ?? ActionParameters(operation).FirstOrDefault(parameter => string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase))?.ParameterInfo;

    private static IEnumerable<ControllerParameterDescriptor> ActionParameters(Operation operation) =>
        operation.Metadata.GetMetadata<ControllerActionDescriptor>()?.Parameters.OfType<ControllerParameterDescriptor>() ?? [];

    private static ParameterEntry OfCondition(QueryCondition condition) => new(
        "query",
        condition.Name,
        condition.Value is { } value ? EnvelopeSchemas.Constant(value) : new JsonObject { ["type"] = "string" },
        IsRequired: true);

    private IEnumerable<ParameterEntry> OfQuery(Operation operation)
    {
        var info = operation.Metadata.GetMetadata<QueryDescription>() is { } described ? operation.Json.GetTypeInfo(described.Type) : operation.QueryInfo;
        return (info is null ? [] : schemas.MembersOf(info)).Select(member => OfMember(member));
    }

    private static ParameterEntry OfMember(MemberSchema member)
    {
        var description = member.Schema["description"]?.GetValue<string>();
        member.Schema.Remove("description");
        return new ParameterEntry("query", member.Name, member.Schema, member.IsRequired) { Description = description };
    }

    private static IEnumerable<ParameterEntry> OfHandler(Operation operation, RoutePattern path) =>
        from parameter in operation.Metadata.GetOrderedMetadata<IParameterBindingMetadata>().Concat(operation.StageParameters)
        where UnboundParameters.IsRead(parameter) && path.GetParameter(parameter.Name) is null
        let header = parameter.ParameterInfo.GetCustomAttributes().OfType<IFromHeaderMetadata>().FirstOrDefault()
        let name = header?.Name ?? parameter.ParameterInfo.GetCustomAttributes().OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? parameter.Name
        select new ParameterEntry(header is null ? "query" : "header", name, SchemaOf(parameter.ParameterInfo, operation.Json, []), !parameter.IsOptional)
        {
            Description = DescriptionOf(parameter.ParameterInfo),
        };

    private static IEnumerable<ParameterEntry> OfAction(Operation operation) =>
        from parameter in ActionParameters(operation)
        let source = parameter.BindingInfo?.BindingSource
        where source == BindingSource.Query || source == BindingSource.Header
        select new ParameterEntry(
            source == BindingSource.Query ? "query" : "header",
            parameter.BindingInfo?.BinderModelName ?? parameter.Name,
            SchemaOf(parameter.ParameterInfo, operation.Json, []),
            parameter.ParameterInfo.GetCustomAttribute<RequiredAttribute>() is not null)
        {
            Description = DescriptionOf(parameter.ParameterInfo),
        };

    private IEnumerable<ParameterEntry> OfIdempotency(Operation operation)
    {
        var rule = contract.Idempotency;
        if (ResponseHeaderSchemas.MayBeReplayed(operation))
        {
            var schema = rule.Form == IdempotencyKeyForm.Uuid
                ? new JsonObject { ["type"] = "string", ["format"] = "uuid" }
                : new JsonObject { ["type"] = "string", ["minLength"] = rule.Shortest, ["maxLength"] = rule.Longest };
            yield return new ParameterEntry("header", rule.Header, schema, rule.IsRequired)
            {
                Description = $"A new key for each new request. A request that is repeated with its key within {rule.KeepText} is answered as the first one was.",
            };
        }
    }

    private static IEnumerable<ParameterEntry> OfEntityTag(Operation operation)
    {
        if (ResponseHeaderSchemas.ReadsEntityTag(operation))
        {
            yield return new ParameterEntry("header", "If-Match", new JsonObject { ["type"] = "string" }, IsRequired: false)
            {
                Description = "Entity tags that the record must have one of for the change to be made, such as \"3\", or * (RFC 9110 section 13.1.1).",
            };
        }
    }

    private static string? DescriptionOf(ParameterInfo? parameter) => parameter?.GetCustomAttribute<DescriptionAttribute>()?.Description;

    private static JsonObject SchemaOf(ParameterInfo? declared, JsonSerializerOptions options, IReadOnlyList<RoutePatternParameterPolicyReference> policies)
    {
        if (declared is null || declared.ParameterType == typeof(string))
        {
            var text = IntegerOf(policies) is { } format ? IntegerFormats.Schema(format) : new JsonObject { ["type"] = "string" };
            ValidationRules.Add(text, declared?.GetCustomAttributes() ?? []);
            return text;
        }

        var schema = TypeSchemas.OfText(declared.ParameterType, options);
        ValidationRules.Add(schema, declared.GetCustomAttributes());
        return schema;
    }

    /// <summary>The format of the integer that constraints of the route ask for; null where they ask for none.</summary>
    private static string? IntegerOf(IReadOnlyList<RoutePatternParameterPolicyReference> policies) =>
        policies.Any(policy => policy.Content == "int") ? IntegerFormats.Int32
        : policies.Any(policy => policy.Content == "long") ? IntegerFormats.Int64
        : null;

    private static class PlaceAndName
    {
        /// <summary>Names of header fields and of query parameters are the same in any case.</summary>
        public static IEqualityComparer<(string, string)> Comparer { get; } = EqualityComparer<(string Place, string Name)>.Create(
            (one, other) => one.Place == other.Place && string.Equals(one.Name, other.Name, StringComparison.OrdinalIgnoreCase),
            key => HashCode.Combine(key.Place, StringComparer.OrdinalIgnoreCase.GetHashCode(key.Name)));
    }
}

/// <summary>A parameter.</summary>
/// <param name="Place"><c>path</c>, <c>query</c> or <c>header</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Schema">Its schema.</param>
/// <param name="IsRequired">True where the operation cannot do without it.</param>
internal sealed record ParameterEntry(string Place, string Name, JsonObject Schema, bool IsRequired)
{
    /// <summary>A sentence for people; null for none.</summary>
    public string? Description { get; init; }
}
