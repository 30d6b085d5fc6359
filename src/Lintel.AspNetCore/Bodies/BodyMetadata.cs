using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Lintel.AspNetCore;

/// <summary>Reads from an endpoint's metadata how its body is read.</summary>
internal static class BodyMetadata
{
    /// <summary>The limit in bytes; <see cref="BodyLimit.None"/> for none, and null where the contract's size holds.</summary>
    public static long? LimitOf(IEnumerable<object> metadata) =>
        metadata.OfType<IRequestSizeLimitMetadata>().LastOrDefault() is { } limit ? limit.MaxRequestBodySize ?? BodyLimit.None : null;

    /// <summary>True where the framework's binding reads the body as a whole: parameters from a body or a form, of a minimal API or of a controller.</summary>
    public static bool IsBound(IEnumerable<object> metadata) => metadata.Any(item => item switch
    {
        IAcceptsMetadata accepts => accepts.RequestType is not null,
        ActionDescriptor action => action.Parameters.Any(parameter => IsOfBody(parameter.BindingInfo?.BindingSource)),
        _ => false,
    });

    private static bool IsOfBody(BindingSource? source) => source == BindingSource.Body || source == BindingSource.Form || source == BindingSource.FormFile;
}
