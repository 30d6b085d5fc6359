using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.AspNetCore;

/// <summary>Keeps the delegates that were bound: the endpoints of a group are made anew each time that somebody lists them.</summary>
internal sealed class BoundDelegates(IServiceProvider services)
{
    private readonly ConcurrentDictionary<(Delegate Handler, string Route), BoundDelegate> _known = new();

    /// <inheritdoc cref="BoundDelegate.Of"/>
    public BoundDelegate Of(Delegate handler, RoutePattern route) =>
        _known.GetOrAdd(
            (handler, route.RawText ?? string.Join('/', route.Parameters.Select(parameter => parameter.Name))),
            static (key, state) => BoundDelegate.Of(key.Handler, state.Route, state.Services),
            (Route: route, Services: services));
}
