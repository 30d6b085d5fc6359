using System.Collections.Concurrent;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Lintel.Reference;

/// <summary>The OpenAPI documents of the application's APIs, each made when it is first asked for.</summary>
/// <param name="apis">The APIs.</param>
/// <param name="origins">Tells where callers reach the application.</param>
/// <param name="settings">The application's settings.</param>
/// <param name="reference">The settings of the reference.</param>
internal sealed class ApiDocuments(ApiDirectory apis, PublicOrigins origins, LintelOptions settings, IOptions<ReferenceOptions> reference)
{
    // A document is one of the operations that there were, which endpoints that appear later add to, and of the contract that was in force.
    private readonly ConcurrentDictionary<string, Kept<(PublicOrigin, ApiRuntime, IReadOnlyList<Operation>), DocumentTexts>> _kept =
        new(StringComparer.Ordinal);

    /// <summary>
    /// The document of an API for the callers of a request's origin. Without a public address its addresses are relative: a host that a caller names makes no
    /// document of its own.
    /// </summary>
    public Task<DocumentTexts> ForAsync(string api, HttpRequest request)
    {
        var origin = origins.Of(request);
        var told = settings.PublicAddress is null ? new PublicOrigin(Uri.UriSchemeHttps, string.Empty, origin.Prefix) : origin;
        var runtime = apis.Named(api);
        return _kept.GetOrAdd(api, Keep).ForAsync((told, runtime, runtime.Operations));
    }

    private Kept<(PublicOrigin Origin, ApiRuntime Runtime, IReadOnlyList<Operation>), DocumentTexts> Keep(string api) =>
        new(key => new ApiDocument(key.Runtime, settings, reference.Value).WriteAsync(key.Origin));
}
