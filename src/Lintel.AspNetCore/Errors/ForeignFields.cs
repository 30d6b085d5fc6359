using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>Names fields as the caller wrote them: validation names members of .NET types, which JSON spells in another case.</summary>
internal sealed class ForeignFields(ApiCall call)
{
    private readonly JsonNamingPolicy? _naming = call.Http.RequestServices.GetService<IOptions<JsonOptions>>()?.Value.SerializerOptions.PropertyNamingPolicy;

    /// <summary>The fault of a field that validation reports.</summary>
    /// <param name="name">The key of the model state: <c>Address.Street</c>, <c>Items[0].Name</c>, <c>$.price</c>, a parameter's name.</param>
    /// <param name="problem">The message, a whole sentence.</param>
    public FieldFault Fault(string name, string problem)
    {
        var (location, field) = Locate(name);
        var kind = problem.EndsWith(" is required.", StringComparison.Ordinal) ? FieldFaultKind.Missing : FieldFaultKind.Other;
        return new FieldFault(location, field, kind, problem);
    }

    private (FieldLocation Location, string Field) Locate(string name)
    {
        var request = call.Http.Request;
        if (Declared(name) is { } declared)
        {
            return declared;
        }

        if (request.RouteValues.Keys.FirstOrDefault(key => Same(key, name)) is { } inPath)
        {
            return (FieldLocation.Path, inPath);
        }

        return request.Query.Keys.FirstOrDefault(key => Same(key, name)) is { } inQuery ? (FieldLocation.Query, inQuery) : (FieldLocation.Body, InBody(name));
    }

    /// <summary>The part of the request that the endpoint binds a parameter from: one that is missing is in no part of the request itself.</summary>
    private (FieldLocation Location, string Field)? Declared(string name)
    {
        var metadata = call.Http.GetEndpoint()?.Metadata;
        if (metadata?.GetMetadata<ActionDescriptor>() is { } action)
        {
            return ActionParameters.LocationOf(action, name) switch
            {
                null => null,
                FieldLocation.Header => (FieldLocation.Header, name),
                { } location => (location, InBody(name)),
            };
        }

        return BoundParameter.FindDeclared(call, name) is { } parameter ? (parameter.Location, parameter.Field) : null;
    }

    private string InBody(string name)
    {
        var path = name == "$" ? string.Empty : name.StartsWith("$.", StringComparison.Ordinal) ? name[2..] : name;
        return string.Join('.', path.Split('.').Select(Rename));
    }

    private string Rename(string segment)
    {
        if (_naming is null || segment.Length == 0 || !char.IsUpper(segment[0]))
        {
            return segment;
        }

        var bracket = segment.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? _naming.ConvertName(segment) : _naming.ConvertName(segment[..bracket]) + segment[bracket..];
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
