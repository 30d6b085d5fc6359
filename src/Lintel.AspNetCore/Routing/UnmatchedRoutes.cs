using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// One endpoint for each API, which matches every path under its base path and comes last, and one for paths that lie in an API otherwise than routing reads
/// them. So routing selects something of Lintel's inside an API in any case, and neither a fallback of the application nor the fallback policy of its
/// authorization has a say there before the guards.
/// </summary>
internal sealed class UnmatchedRoutes(ApiDirectory apis, BypassedGuards bypassed) : EndpointDataSource
{
    private const string AnyPath = "{**lintelPath}";

    public override IReadOnlyList<Endpoint> Endpoints { get; } =
    [
        .. apis.All.Where(runtime => !runtime.IsShadow).Select(
            runtime => Make(new UnmatchedEndpoint(runtime.Served, []), $"{runtime.Contract.BasePath}/{AnyPath}", bypassed)),
        Make(new MisreadEndpoint(apis.Outside.Served), AnyPath, bypassed),
    ];

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>The endpoint of the paths that some operations have. Its pattern comes last in any order, also after a fallback inside the API.</summary>
    public static Endpoint For(ServedApi api, IReadOnlyList<GuardedEndpoint> others, BypassedGuards bypassed) =>
        Make(new UnmatchedEndpoint(api, others), AnyPath, bypassed);

    private static RouteEndpoint Make(ApiEndpoint endpoint, string pattern, BypassedGuards bypassed) => new(
        bypassed.AnswerAsync,
        RoutePatternFactory.Parse(pattern),
        int.MaxValue,
        new EndpointMetadataCollection(endpoint, new AllowAnonymousAttribute(), new SuppressLinkGenerationMetadata(), new ExcludeFromDescriptionAttribute()),
        $"No operation of {endpoint.Runtime.Contract.Title}");
}
