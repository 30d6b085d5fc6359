using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using HttpJsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;
using MvcJsonOptions = Microsoft.AspNetCore.Mvc.JsonOptions;

namespace Lintel.AspNetCore;

/// <summary>The JSON that an endpoint reads into a .NET type, in words for the caller. Asked for on errors alone.</summary>
internal sealed partial class BodyShape
{
    private static readonly BodyShape Unknown = new(null, null);

    private readonly JsonSerializerOptions? _options;
    private readonly Type? _type;
    private readonly JsonTypeInfo? _info;

    private BodyShape(JsonSerializerOptions? options, Type? type)
    {
        _options = options;
        _type = type is null ? null : Nullable.GetUnderlyingType(type) ?? type;
        _info = InfoOf(options, _type);
    }

    /// <summary>The kind of JSON value, such as <c>a JSON object</c>; null where it is not known.</summary>
    public string? Kind => _info?.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "a JSON object",
        JsonTypeInfoKind.Enumerable => "a JSON array",
        _ when _type == typeof(string) => "a JSON string",
        _ when _type == typeof(bool) => "true or false",
        _ when _type is { IsPrimitive: true } || _type == typeof(decimal) => "a JSON number",
        _ => null,
    };

    /// <summary>The expected value, to follow a field's name: <c>must be a whole number in its range</c>.</summary>
    public string Expected => _info?.Kind switch
    {
        JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "must be an object",
        JsonTypeInfoKind.Enumerable => "must be an array",
        _ when _type is { IsEnum: true } => Words(_type),
        _ => ExpectedValue.Of(_type?.Name ?? string.Empty, _type),
    };

    /// <summary>The body of the endpoint that a call has reached.</summary>
    public static BodyShape Of(ApiCall call)
    {
        var metadata = call.Http.GetEndpoint()?.Metadata;
        var services = call.Http.RequestServices;
        return metadata?.GetMetadata<ActionDescriptor>() is { } action
            ? new BodyShape(services.GetService<IOptions<MvcJsonOptions>>()?.Value.JsonSerializerOptions, ActionParameters.BodyOf(action)?.ParameterType)
            : new BodyShape(services.GetService<IOptions<HttpJsonOptions>>()?.Value.SerializerOptions, metadata?.GetMetadata<IAcceptsMetadata>()?.RequestType);
    }

    /// <summary>The words of an enum as the serializer writes them.</summary>
    public static (string[] Words, bool IsText) WordsOf(Type type, JsonSerializerOptions? options)
    {
        var words = Enum.GetValues(type).Cast<object>().Select(value => JsonSerializer.SerializeToElement(value, type, options)).ToArray();
        return Array.TrueForAll(words, word => word.ValueKind == JsonValueKind.String)
            ? ([.. words.Select(word => word.GetString()!)], true)
            : ([.. words.Select(word => word.GetRawText())], false);
    }

    /// <summary>The member at a path.</summary>
    /// <param name="path">The path as the serializer writes it: <c>$.lines[0].count</c>, <c>$['a b']</c>.</param>
    public BodyShape At(string path)
    {
        var shape = this;
        foreach (var step in Steps().Matches(path).Cast<Match>())
        {
            shape = shape.Member(step.Groups["name"].Value);
        }

        return shape;
    }

    private BodyShape Member(string name) => _info switch
    {
        { Kind: JsonTypeInfoKind.Object } =>
            _info.Properties.FirstOrDefault(property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase)) is { } property
                ? new BodyShape(_options, property.PropertyType)
                : Unknown,
        { ElementType: { } element } => new BodyShape(_options, element),
        _ => Unknown,
    };

    /// <summary>The words of an enum as the serializer writes them; numbers where it writes those.</summary>
    private string Words(Type type)
    {
        var (words, isText) = WordsOf(type, _options);
        return isText ? $"must be one of {string.Join(", ", words)}" : $"must be one of the numbers {string.Join(", ", words)}";
    }

    /// <summary>Finds the serializer's contract of a type; null where it does not take the type, which is said when it tries to.</summary>
    private static JsonTypeInfo? InfoOf(JsonSerializerOptions? options, Type? type)
    {
        try
        {
            return options is null || type is null || !options.TryGetTypeInfo(type, out var info) ? null : info;
        }
        catch (Exception exception) when (exception is NotSupportedException or InvalidOperationException)
        {
            return null;
        }
    }

    [GeneratedRegex("\\.(?<name>[^.\\[]+)|\\['(?<name>[^']*)'\\]|\\[(?<name>[0-9]+)\\]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Steps();
}
