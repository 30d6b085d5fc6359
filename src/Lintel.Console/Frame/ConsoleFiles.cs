using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Console;

/// <summary>The style sheet, the scripts and the icon of the console.</summary>
internal static class ConsoleFiles
{
    public const string Style = "console.css";
    public const string Script = "console.js";
    public const string Icon = "console.svg";
    public const string LiveScript = "htmx.min.js";

    private const int VersionDigits = 12;

    private static readonly FrozenDictionary<string, ConsoleFile> Files = new[]
    {
        Read(Style, "text/css; charset=utf-8"),
        Read(Script, "text/javascript; charset=utf-8"),
        Read(Icon, "image/svg+xml"),
        Read(LiveScript, "text/javascript; charset=utf-8"),
    }.OfType<ConsoleFile>().ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>true unless the console was built without npm, and so without what the live parts run on.</summary>
    public static bool HasLiveScript => Files.ContainsKey(LiveScript);

    public static string VersionOf(string name) => Files[name].Version;

    /// <summary>Maps the files.</summary>
    public static void Map(IEndpointRouteBuilder console)
    {
        foreach (var file in Files.Values)
        {
            console.MapMethods($"/{file.Name}", [HttpMethods.Get, HttpMethods.Head], (HttpContext http) => Send(http, file));
        }
    }

    private static IResult Send(HttpContext http, ConsoleFile file)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = http.Request.Query["v"] == file.Version ? "public, max-age=31536000, immutable" : "public, max-age=300";
        return Results.Bytes(file.Content, file.Type);
    }

    private static ConsoleFile? Read(string name, string type)
    {
        using var stream = typeof(ConsoleFiles).Assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return name == LiveScript ? null : throw new InvalidOperationException($"{name} is not embedded.");
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new ConsoleFile(name, type, content, Convert.ToHexStringLower(SHA256.HashData(content))[..VersionDigits]);
    }

    private sealed record ConsoleFile(string Name, string Type, byte[] Content, string Version);
}
