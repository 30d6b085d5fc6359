using Lintel.AspNetCore;
using Microsoft.OpenApi;

namespace Lintel.Reference;

/// <summary>Adds to an operation as the framework describes it what its contract says. What the framework knows by itself stays.</summary>
internal static class GuestOperation
{
    /// <summary>Adds the parameters that the framework does not know: those of the path, the query and the header fields that Lintel reads.</summary>
    public static void AddParameters(OpenApiOperation operation, OpenApiOperation told)
    {
        foreach (var parameter in told.Parameters ?? [])
        {
            operation.Parameters ??= [];
            if (!operation.Parameters.Any(known => known.In == parameter.In && string.Equals(known.Name, parameter.Name, StringComparison.OrdinalIgnoreCase)))
            {
                operation.Parameters.Add(parameter);
            }
        }
    }

    /// <summary>Adds the examples of bodies, where the framework has described a body without one.</summary>
    public static void AddBody(OpenApiOperation operation, OpenApiOperation told)
    {
        operation.RequestBody ??= told.RequestBody;
        AddExamples(operation.RequestBody?.Content, told.RequestBody?.Content);
    }

    private static void AddExamples(IDictionary<string, OpenApiMediaType>? content, IDictionary<string, OpenApiMediaType>? told)
    {
        foreach (var (name, media) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            if (media is { Example: null, Examples: null or { Count: 0 } } && told?.TryGetValue(name, out var described) == true)
            {
                media.Examples = described.Examples;
            }
        }
    }

    /// <summary>
    /// Puts the contract's errors in the place of those that the framework knows, which the operation does not answer with, and adds header fields and examples
    /// to the other responses.
    /// </summary>
    public static void AddResponses(OpenApiOperation operation, OpenApiOperation told)
    {
        operation.Responses ??= [];
        foreach (var status in operation.Responses.Keys.Where(status => status is ['4' or '5', ..]).ToArray())
        {
            operation.Responses.Remove(status);
        }

        foreach (var (status, response) in told.Responses ?? [])
        {
            if (response.Extensions?.ContainsKey(ErrorEntries.Name) == true)
            {
                operation.Responses[status] = response;
            }
            else if (operation.Responses.TryGetValue(status, out var known) && known is OpenApiResponse success)
            {
                success.Headers ??= new Dictionary<string, IOpenApiHeader>();
                foreach (var (name, header) in response.Headers ?? new Dictionary<string, IOpenApiHeader>())
                {
                    success.Headers.TryAdd(name, header);
                }

                AddExamples(success.Content, response.Content);
            }
        }
    }
}
