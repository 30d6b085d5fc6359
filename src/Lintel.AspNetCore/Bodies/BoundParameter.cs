using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace Lintel.AspNetCore;

/// <summary>A handler's parameter as the caller knows it.</summary>
/// <param name="Location">The part of the request that it is bound from.</param>
/// <param name="Field">Its name there.</param>
/// <param name="Type">Its .NET type; null where the endpoint does not tell.</param>
internal sealed record BoundParameter(FieldLocation Location, string Field, Type? Type)
{
    /// <summary>Finds a parameter by the name that it has in the handler.</summary>
    /// <param name="call">The call.</param>
    /// <param name="name">The name.</param>
    /// <param name="source">The framework's word for its source; null where it says none.</param>
    public static BoundParameter Find(ApiCall call, string name, string? source)
    {
        var declared = call.Http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .FirstOrDefault(parameter => parameter.Name == name)?.ParameterInfo;
        return Of(call, name, declared, source);
    }

    /// <summary>Finds a parameter that is not the body by the name that it has in the handler or in the request.</summary>
    /// <returns>The parameter; null where the endpoint declares none of that name.</returns>
    public static BoundParameter? FindDeclared(ApiCall call, string name)
    {
        var metadata = call.Http.GetEndpoint()?.Metadata;
        var body = metadata?.GetMetadata<IAcceptsMetadata>()?.RequestType;
        return metadata?.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => parameter.ParameterInfo.ParameterType != body)
            .Select(parameter => (parameter.Name, Bound: Of(call, parameter)))
            .FirstOrDefault(parameter => Same(parameter.Name, name) || Same(parameter.Bound.Field, name)).Bound;
    }

    /// <summary>A parameter that the endpoint declares.</summary>
    public static BoundParameter Of(ApiCall call, IParameterBindingMetadata parameter) => Of(call, parameter.Name, parameter.ParameterInfo, null);

    private static BoundParameter Of(ApiCall call, string name, ParameterInfo? declared, string? source)
    {
        var attributes = declared?.GetCustomAttributes(inherit: true) ?? [];
        if (attributes.OfType<IFromHeaderMetadata>().FirstOrDefault() is { } header)
        {
            return new BoundParameter(FieldLocation.Header, header.Name ?? name, declared!.ParameterType);
        }

        if (attributes.OfType<IFromFormMetadata>().FirstOrDefault() is { } form)
        {
            return new BoundParameter(FieldLocation.Body, form.Name ?? name, declared!.ParameterType);
        }

        var field = attributes.OfType<IFromRouteMetadata>().FirstOrDefault()?.Name ?? attributes.OfType<IFromQueryMetadata>().FirstOrDefault()?.Name ?? name;
        return new BoundParameter(LocationOf(call, field, source), field, declared?.ParameterType);
    }

    private static bool Same(string one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

    private static FieldLocation LocationOf(ApiCall call, string field, string? source) => source switch
    {
        "route" => FieldLocation.Path,
        "header" => FieldLocation.Header,
        "body" or "form" or "form file" => FieldLocation.Body,
        _ => call.Http.Request.RouteValues.ContainsKey(field) ? FieldLocation.Path : FieldLocation.Query,
    };
}
