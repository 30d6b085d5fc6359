using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;

namespace Lintel.AspNetCore;

/// <summary>
/// Matches a path with a route that has constraints, for 405: the framework tells which route it chose, not which others have the path. Constraints that are
/// not the framework's own are not asked, and such a route counts as another path.
/// </summary>
internal sealed class ConstrainedRoute
{
    private readonly bool _hasForeign;
    private readonly TemplateMatcher _path;
    private readonly List<(string Name, IRouteConstraint Constraint)> _constraints = [];

    private ConstrainedRoute(RoutePattern pattern, ParameterPolicyFactory policies)
    {
        _path = new TemplateMatcher(new RouteTemplate(pattern), new RouteValueDictionary(pattern.Defaults));
        foreach (var (name, references) in pattern.ParameterPolicies)
        {
            foreach (var reference in references)
            {
                if (policies.Create(pattern.GetParameter(name), reference) is IRouteConstraint constraint)
                {
                    _constraints.Add((name, constraint));
                    _hasForeign |= !IsOfFramework(constraint);
                }
            }
        }
    }

    /// <summary>The matcher of a route; null where routing has matched all of it when it has come to its place in the tree of paths.</summary>
    public static ConstrainedRoute? Of(RoutePattern pattern, ParameterPolicyFactory policies) =>
        pattern.ParameterPolicies.Count == 0 && pattern.PathSegments.All(segment => segment.IsSimple) ? null : new ConstrainedRoute(pattern, policies);

    public bool Matches(HttpContext http)
    {
        if (_hasForeign)
        {
            return false;
        }

        try
        {
            var values = new RouteValueDictionary();
            return _path.TryMatch(http.Request.Path, values)
                && _constraints.TrueForAll(
                    constraint => constraint.Constraint.Match(http, route: null, constraint.Name, values, RouteDirection.IncomingRequest));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    // An optional parameter's constraint holds another one.
    private static bool IsOfFramework(IRouteConstraint constraint) =>
        constraint.GetType().Assembly == typeof(IntRouteConstraint).Assembly
        && constraint switch
        {
            OptionalRouteConstraint optional => IsOfFramework(optional.InnerConstraint),
            CompositeRouteConstraint several => several.Constraints.All(IsOfFramework),
            _ => true,
        };
}
