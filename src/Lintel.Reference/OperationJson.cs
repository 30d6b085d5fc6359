using System.Text.Json;
using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>Finds the JSON options of operations.</summary>
internal static class OperationJson
{
    /// <summary>The options that the endpoint has as metadata, or those of minimal APIs.</summary>
    public static JsonSerializerOptions OptionsOf(Operation operation, JsonSerializerOptions others)
    {
        var options = operation.Metadata.GetMetadata<JsonSerializerOptions>() ?? others;

        // As the serializer does it when it first writes by them.
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
