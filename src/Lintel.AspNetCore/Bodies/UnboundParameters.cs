using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds the parameters that the framework could not make. It answers 400 without a word where an optional one cannot be parsed, and for endpoints that were
/// not mapped through <c>MapApi</c>; of others it names the first. They are parsed once more; a handler's own 400 has none.
/// </summary>
internal static class UnboundParameters
{
    public static IReadOnlyList<FieldFault> Of(ApiCall call)
    {
        var faults = new List<FieldFault>();
        foreach (var parameter in call.Http.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>() ?? [])
        {
            if (IsRead(parameter) && FaultOf(call, parameter) is { } fault)
            {
                faults.Add(fault);
            }
        }

        return faults;
    }

    /// <summary>Tells whether the framework parses a parameter from a text of the path, the query or a header field.</summary>
    public static bool IsParsed(IParameterBindingMetadata parameter) => (parameter.HasTryParse && !IsText(parameter)) || IsHeader(parameter);

    /// <summary>Tells whether a parameter is a text of the path, the query or a header field, parsed or not.</summary>
    public static bool IsRead(IParameterBindingMetadata parameter) => IsParsed(parameter) || IsText(parameter);

    private static FieldFault? FaultOf(ApiCall call, IParameterBindingMetadata parameter)
    {
        var bound = BoundParameter.Of(call, parameter);
        if (bound.Location == FieldLocation.Body)
        {
            return null;
        }

        var values = ValueOf(call, bound);
        var text = values.ToString();
        if (IsText(parameter) ? values.Count == 0 : text.Length == 0)
        {
            return parameter.IsOptional ? null : FieldReader.MakeFault(call.Contract.FieldErrors, bound.Location, bound.Field, FieldFaultKind.Missing);
        }

        var type = Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType;
        return CanParse(type, text) ? null : call.Fault(bound.Field, ExpectedValue.Of(type.Name, type), bound.Location);
    }

    private static bool IsText(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.ParameterType == typeof(string)
            && !parameter.ParameterInfo.GetCustomAttributes(inherit: true).Any(attribute => attribute is IFromServiceMetadata or IFromBodyMetadata);

    // Bound at run time, a parameter from a header does not say that it is parsed.
    private static bool IsHeader(IParameterBindingMetadata parameter) =>
        parameter.ParameterInfo.GetCustomAttributes(inherit: true).Any(attribute => attribute is IFromHeaderMetadata)
            && (Nullable.GetUnderlyingType(parameter.ParameterInfo.ParameterType) ?? parameter.ParameterInfo.ParameterType) is var type
            && (type.IsEnum || Parser(type, typeof(string), type.MakeByRefType()) is not null);

    private static StringValues ValueOf(ApiCall call, BoundParameter bound) => bound.Location switch
    {
        FieldLocation.Path => call.Http.Request.RouteValues.TryGetValue(bound.Field, out var value) ? value?.ToString() : null,
        FieldLocation.Query => call.Http.Request.Query[bound.Field],
        FieldLocation.Header => call.Http.Request.Headers[bound.Field],
        _ => StringValues.Empty,
    };

    private static bool CanParse(Type type, string text)
    {
        if (type.IsEnum)
        {
            return Enum.TryParse(type, text, ignoreCase: true, out _);
        }

        return Parser(type, typeof(string), typeof(IFormatProvider), type.MakeByRefType()) is { } cultured
            ? (bool)cultured.Invoke(null, [text, CultureInfo.InvariantCulture, null])!
            : Parser(type, typeof(string), type.MakeByRefType()) is not { } plain || (bool)plain.Invoke(null, [text, null])!;
    }

    private static MethodInfo? Parser(Type type, params Type[] parameters) =>
        type.GetMethod("TryParse", BindingFlags.Public | BindingFlags.Static | BindingFlags.FlattenHierarchy, parameters) is { } method
            && method.ReturnType == typeof(bool)
            ? method
            : null;
}
