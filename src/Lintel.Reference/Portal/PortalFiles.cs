using System.Collections.Frozen;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>The style sheet, the script and the icon of the portal.</summary>
internal static class PortalFiles
{
    public const string Style = "portal.css";
    public const string Script = "portal.js";
    public const string Icon = "portal.svg";

    private const int VersionDigits = 12;

    private static readonly FrozenDictionary<string, PortalFile> Files = new[]
    {
        Read(Style, "text/css; charset=utf-8"), Read(Script, "text/javascript; charset=utf-8"), Read(Icon, "image/svg+xml"),
    }.ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    public static string VersionOf(string name) => Files[name].Version;

    /// <summary>Maps the files.</summary>
    public static void Map(RouteGroupBuilder portal)
    {
        foreach (var file in Files.Values)
        {
            portal.MapMethods($"/{file.Name}", [HttpMethods.Get, HttpMethods.Head], (HttpContext http) => Send(http, file));
        }
    }

    private static IResult Send(HttpContext http, PortalFile file)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = http.Request.Query["v"] == file.Version ? "public, max-age=31536000, immutable" : "public, max-age=300";
        return Results.Bytes(file.Content, file.Type);
    }

    private static PortalFile Read(string name, string type)
    {
        using var stream = typeof(PortalFiles).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded.");
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PortalFile(name, type, content, Convert.ToHexStringLower(SHA256.HashData(content))[..VersionDigits]);
    }

    private sealed record PortalFile(string Name, string Type, byte[] Content, string Version);
}
