using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// One endpoint for each API, which matches every path under its base path and comes last. So routing selects something of Lintel's inside an API in any
/// case, and neither a fallback of the application nor the fallback policy of its authorization has a say there before the guards.
/// </summary>
internal sealed class UnmatchedRoutes(ApiDirectory apis, BypassedGuards bypassed) : EndpointDataSource
{
    public override IReadOnlyList<Endpoint> Endpoints { get; } =
        [.. apis.All.Select(runtime => Make(runtime, RoutePatternFactory.Parse(runtime.Contract.BasePath + "/{**lintelPath}"), [], bypassed))];

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    /// <summary>The endpoint of the paths that some operations have. Its pattern comes last in any order, also after a fallback inside the API.</summary>
    public static Endpoint For(ApiRuntime runtime, IReadOnlyList<GuardedEndpoint> others, BypassedGuards bypassed) =>
        Make(runtime, RoutePatternFactory.Parse("{**lintelPath}"), others, bypassed);

    private static RouteEndpoint Make(ApiRuntime runtime, RoutePattern pattern, IReadOnlyList<GuardedEndpoint> others, BypassedGuards bypassed) => new(
        bypassed.AnswerAsync,
        pattern,
        int.MaxValue,
        new EndpointMetadataCollection(
            new UnmatchedEndpoint(runtime, others), new AllowAnonymousAttribute(), new SuppressLinkGenerationMetadata(), new ExcludeFromDescriptionAttribute()),
        $"No operation of {runtime.Contract.Title}");
}
