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

    /// <summary>
    /// The document of an API for the callers of a request's origin. Without a public address its addresses are relative: a host that a caller names makes no
    /// document of its own.
    /// </summary>
    public Task<DocumentTexts> ForAsync(string api, HttpRequest request)
    {
        var origin = origins.Of(request);
        return _kept.GetOrAdd(api, Make).ForAsync(settings.PublicAddress is null ? new PublicOrigin(Uri.UriSchemeHttps, string.Empty, origin.Prefix) : origin);
    }

    private KeptDocument Make(string api)
    {
        var runtime = apis.Named(api);
        return new KeptDocument(runtime, new ApiDocument(runtime, settings, reference.Value, json.Value.SerializerOptions));
    }
}
