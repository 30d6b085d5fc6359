using System.Text.RegularExpressions;

namespace Lintel.Reference;

/// <summary>Routes as callers write them.</summary>
internal static partial class RouteText
{
    /// <summary>The route without the constraints of its parameters: <c>/jobs/{id}</c> of <c>/jobs/{id:int}</c>.</summary>
    public static string Plain(string route) => Parameter().Replace(route, match => $"{{{match.Groups["name"].Value}}}");

    /// <summary>The route with a value in the place of each parameter.</summary>
    public static string WithValues(string route, string value) => Parameter().Replace(route, value);

    [GeneratedRegex(@"\{\**(?<name>[A-Za-z0-9_-]+)[^{}]*\}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parameter();
}
