using System.Text.RegularExpressions;

namespace Lintel.Console;

/// <summary>
/// The parameters in the path of a route, such as <c>/orders/{id}</c>: the request log has the routes of requests and not their values, so that who tries a
/// request again fills them in.
/// </summary>
internal static partial class PathParameters
{
    /// <summary>The beginning of the names of their fields.</summary>
    public const string Field = "route:";

    /// <summary>The names of the parameters.</summary>
    public static IReadOnlyList<string> Of(string path) =>
        [.. ParameterForm().Matches(path).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>Puts values in the places of the parameters; those without one stay as they are.</summary>
    public static string Fill(string path, Func<string, string> valueOf) => ParameterForm().Replace(
        path,
        match => valueOf(match.Groups["name"].Value) is { Length: > 0 } value
            ? match.Groups["rest"].Success ? string.Join('/', value.Split('/').Select(Uri.EscapeDataString)) : Uri.EscapeDataString(value)
            : match.Value);

    [GeneratedRegex(@"\{(?<rest>\*{1,2})?(?<name>[A-Za-z_][A-Za-z0-9_]{0,63})[^{}]{0,200}\}", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex ParameterForm();
}
