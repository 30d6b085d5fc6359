using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.Management;

/// <summary>Keeps a parameter of a route from taking a word that is a path of its own: the path's other methods are 405, and not an unknown id.</summary>
internal static class RouteExceptions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Excludes a word. The route's text, which the request log shows, stays as it is.</summary>
    /// <param name="builder">The endpoint.</param>
    /// <param name="parameter">The parameter.</param>
    /// <param name="word">The word, in any case.</param>
    public static TBuilder Except<TBuilder>(this TBuilder builder, string parameter, string word)
        where TBuilder : IEndpointConventionBuilder
    {
        builder.Add(endpoint =>
        {
            var route = (RouteEndpointBuilder)endpoint;
            var pattern = route.RoutePattern;
            var others = new Regex($"^(?!{Regex.Escape(word)}$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Patience);

            // A constraint of the framework's, for those alone are asked when the methods of a path are looked for.
            var policies = new RouteValueDictionary { [parameter] = new RegexRouteConstraint(others) };
            route.RoutePattern = RoutePatternFactory.Pattern(pattern.RawText, pattern.Defaults, policies, pattern.PathSegments);
        });
        return builder;
    }
}
