using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>Maps the OpenAPI documents of APIs, as JSON and as YAML. They lie outside the APIs.</summary>
internal static class OpenApiEndpoints
{
    public const string JsonType = "application/json; charset=utf-8";
    public const string YamlType = "application/yaml; charset=utf-8";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder portal, ReferencePaths paths, IEnumerable<Contract> contracts)
    {
        foreach (var contract in contracts)
        {
            portal.MapMethods(paths.OpenApiOf(contract, "json"), Reading, (HttpContext http, ApiDocuments documents) =>
                AnswerAsync(http, documents, contract.Api, JsonType));
            portal.MapMethods(paths.OpenApiOf(contract, "yaml"), Reading, (HttpContext http, ApiDocuments documents) =>
                AnswerAsync(http, documents, contract.Api, YamlType));
        }
    }

    public static async Task<IResult> AnswerAsync(HttpContext http, ApiDocuments documents, string api, string type)
    {
        var texts = await documents.ForAsync(api, http.Request);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = "private, max-age=300";
        return Results.Text(type == YamlType ? texts.Yaml : texts.Json, type);
    }
}
