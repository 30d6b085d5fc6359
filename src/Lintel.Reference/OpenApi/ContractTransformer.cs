using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace Lintel.Reference;

/// <summary>
/// Adds what the contracts say to the application's own OpenAPI documents (<c>AddOpenApi</c>): the errors, the security and the body of each operation inside
/// an API. Operations outside the APIs stay as they are.
/// </summary>
/// <param name="apis">The APIs.</param>
/// <param name="settings">The application's settings.</param>
/// <param name="reference">The settings of the reference.</param>
internal sealed class ContractTransformer(ApiDirectory apis, LintelOptions settings, IOptions<ReferenceOptions> reference) : IOpenApiOperationTransformer
{
    private const string Json = "application/json";

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var path = "/" + context.Description.RelativePath?.TrimStart('/');
        if (context.Document is not { } document || !apis.TryFind(new PathString(path), out var runtime))
        {
            return;
        }

        var method = context.Description.HttpMethod ?? HttpMethods.Get;
        Operation[] meant = [.. runtime.Operations.Where(known => known.Answers(method) && OperationPaths.Of(known) == path)];
        if (meant.Length == 0)
        {
            return;
        }

        await AddErrorsAsync(operation, document, runtime, meant);
        AddSecurity(operation, document, runtime, meant);
        if (operation.RequestBody is null && Array.Find(meant, known => known.BodyType is not null && known.ReadBody is not null) is { BodyType: { } type })
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    [Json] = new() { Schema = await context.GetOrCreateSchemaAsync(type, cancellationToken: cancellationToken) },
                },
            };
        }
    }

    private async Task AddErrorsAsync(OpenApiOperation operation, OpenApiDocument document, ApiRuntime runtime, Operation[] meant)
    {
        var paths = new ReferencePaths(reference.Value.Path);
        var origin = settings.PublicAddress is { } address
            ? new PublicOrigin(address.Scheme, address.Authority, address.AbsolutePath.TrimEnd('/'))
            : new PublicOrigin(Uri.UriSchemeHttps, Host: string.Empty, Prefix: string.Empty);
        var responses = new ErrorResponses(runtime, origin, code => origin.Address + paths.Of(runtime.Contract, code));
        operation.Responses ??= [];
        foreach (var (status, response) in await responses.OfAsync(OperationErrors.OfAll(meant, runtime, settings), meant[0]))
        {
            operation.Responses[$"{status}"] = Parse<OpenApiResponse>(WithoutReferences(response, runtime), document);
        }
    }

    /// <summary>The header fields of the document's components, each where it is meant: the application's document has components of its own.</summary>
    private static JsonObject WithoutReferences(JsonObject response, ApiRuntime runtime)
    {
        var components = ResponseHeaderSchemas.Components(runtime.Contract).ToDictionary(header => header.Key, header => header.Value);
        var headers = response["headers"]!.AsObject();
        foreach (var (name, header) in headers.ToArray())
        {
            if (header!["$ref"]?.GetValue<string>() is { } meant)
            {
                headers[name] = components[meant.Split('/')[^1]]!.DeepClone();
            }
        }

        return response;
    }

    private static void AddSecurity(OpenApiOperation operation, OpenApiDocument document, ApiRuntime runtime, Operation[] meant)
    {
        var prefix = runtime.Contract.Api + ".";
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        foreach (var (name, scheme) in SecuritySchemes.Of(runtime.Contract, inQuery: meant.Any(known => known.AcceptsCredentialInQuery)))
        {
            document.Components.SecuritySchemes.TryAdd(prefix + name, Parse<OpenApiSecurityScheme>(scheme!.AsObject(), document));
        }

        operation.Security =
        [
            .. meant.SelectMany(known => SecuritySchemes.RequirementsOf(known, runtime.Contract)).Select(alternative =>
            {
                var requirement = new OpenApiSecurityRequirement();
                foreach (var (name, scopes) in alternative!.AsObject())
                {
                    requirement[new OpenApiSecuritySchemeReference(prefix + name, document)] =
                        [.. scopes!.AsArray().Select(scope => scope!.GetValue<string>())];
                }

                return requirement;
            }),
        ];
    }

    private static T Parse<T>(JsonObject json, OpenApiDocument document)
        where T : IOpenApiElement =>
        OpenApiModelFactory.Parse<T>(json.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, document, out var diagnostic, OpenApiConstants.Json) is { } parsed
            && diagnostic.Errors.Count == 0
            ? parsed
            : throw new InvalidOperationException($"A part of the OpenAPI document is not valid: {string.Join("; ", diagnostic.Errors)}");
}
