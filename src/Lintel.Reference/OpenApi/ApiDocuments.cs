using System.Collections.Concurrent;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace Lintel.Reference;

/// <summary>The OpenAPI documents of the application's APIs, each made when it is first asked for.</summary>
/// <param name="apis">The APIs.</param>
/// <param name="origins">Tells where callers reach the application.</param>
/// <param name="settings">The application's settings.</param>
/// <param name="reference">The settings of the reference.</param>
/// <param name="json">The JSON options of minimal APIs.</param>
internal sealed class ApiDocuments(
    ApiDirectory apis, PublicOrigins origins, LintelOptions settings, IOptions<ReferenceOptions> reference, IOptions<JsonOptions> json)
{
    private readonly ConcurrentDictionary<string, KeptDocument> _kept = new(StringComparer.Ordinal);

    /// <summary>The document of an API for the callers of a request's origin.</summary>
    public Task<DocumentTexts> ForAsync(string api, HttpRequest request) => _kept.GetOrAdd(api, Make).ForAsync(origins.Of(request));

    private KeptDocument Make(string api)
    {
        var runtime = apis.Named(api);
        return new KeptDocument(runtime, new ApiDocument(runtime, settings, reference.Value, json.Value.SerializerOptions));
    }
}
