using Lintel.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Lintel.Console;

/// <summary>The addresses of the console as its users reach it.</summary>
/// <param name="Origin">The public address of the application.</param>
/// <param name="Root">The path of the console in the application, such as <c>/console</c>.</param>
internal sealed record ConsoleAddress(PublicOrigin Origin, string Root)
{
    /// <summary>The path of the overview, and of the cookie.</summary>
    public string Index => Origin.Prefix + Root;

    /// <summary>A path below the console's own.</summary>
    public string Href(string path) => Index + path;

    /// <summary>The page of one record.</summary>
    public string Of(string section, string id) => $"{Index}/{section}/{Uri.EscapeDataString(id)}";

    /// <summary>A page with a query, without the parameters that are null or empty.</summary>
    public string Query(string path, params IEnumerable<(string Name, string? Value)> parameters)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in parameters.Where(parameter => !string.IsNullOrEmpty(parameter.Value)))
        {
            query.Add(name, value!);
        }

        return Href(path) + query.ToQueryString();
    }

    /// <summary>A file of the console, with its version, so that it may be kept for good.</summary>
    public string File(string name) => $"{Index}/{name}?v={ConsoleFiles.All.VersionOf(name)}";
}
