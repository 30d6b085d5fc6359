using System.Reflection;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Lintel.AspNetCore;

/// <summary>The parameters of a controller's action, by the keys of its model state.</summary>
internal static class ActionParameters
{
    /// <summary>The parameter that is read from the body as a whole; null for none.</summary>
    public static ParameterDescriptor? BodyOf(ActionDescriptor action) =>
        action.Parameters.FirstOrDefault(parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body);

    /// <summary>The part of the request that a key of the model state is bound from; null where no parameter has it.</summary>
    /// <param name="action">The action.</param>
    /// <param name="key">The key: <c>page</c>, <c>filter.Size</c>, or <c>Size</c> of a parameter whose members stand alone.</param>
    public static FieldLocation? LocationOf(ActionDescriptor action, string key)
    {
        foreach (var parameter in action.Parameters)
        {
            var name = parameter.BindingInfo?.BinderModelName ?? parameter.Name;
            var rest = BeginsWith(key, name) ? key[name.Length..].TrimStart('.') : null;
            if (rest is { Length: 0 })
            {
                return LocationOf(parameter.BindingInfo?.BindingSource);
            }

            if (MemberOf(parameter.ParameterType, rest ?? key) is { } member)
            {
                return LocationOf(SourceOf(member) ?? parameter.BindingInfo?.BindingSource);
            }
        }

        return null;
    }

    private static bool BeginsWith(string key, string name) =>
        key.StartsWith(name, StringComparison.OrdinalIgnoreCase) && (key.Length == name.Length || key[name.Length] is '.' or '[');

    private static PropertyInfo? MemberOf(Type type, string path)
    {
        var name = path.IndexOfAny(['.', '[']) is >= 0 and var end ? path[..end] : path;
        return Array.Find(type.GetProperties(), property => string.Equals(property.Name, name, StringComparison.OrdinalIgnoreCase));
    }

    private static BindingSource? SourceOf(PropertyInfo member) =>
        member.GetCustomAttributes(inherit: true).OfType<IBindingSourceMetadata>().FirstOrDefault()?.BindingSource;

    private static FieldLocation? LocationOf(BindingSource? source) => source?.Id switch
    {
        "Query" => FieldLocation.Query,
        "Path" => FieldLocation.Path,
        "Header" => FieldLocation.Header,
        "Body" or "Form" or "FormFile" => FieldLocation.Body,
        _ => null,
    };
}
