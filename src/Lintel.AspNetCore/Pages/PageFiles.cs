using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.AspNetCore;

/// <summary>The style sheets, scripts and icons of pages, which are embedded in an assembly.</summary>
internal sealed class PageFiles
{
    private const int VersionDigits = 12;

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    private readonly FrozenDictionary<string, PageFile> _files;

    /// <summary>Reads files.</summary>
    /// <param name="assembly">The assembly.</param>
    /// <param name="names">Their names.</param>
    /// <param name="optional">The name of one that may be missing; null for none.</param>
    /// <exception cref="InvalidOperationException">A file is not embedded.</exception>
    public PageFiles(Assembly assembly, IEnumerable<string> names, string? optional = null) => _files = names
        .Select(name => Read(assembly, name) ?? throw new InvalidOperationException($"{name} is not embedded."))
        .Concat(new[] { optional is null ? null : Read(assembly, optional) }.OfType<PageFile>())
        .ToFrozenDictionary(file => file.Name, StringComparer.Ordinal);

    /// <summary>Tells whether there is a file.</summary>
    public bool Has(string name) => _files.ContainsKey(name);

    /// <summary>The version of a file, for the parameter <c>v</c> of its address: with it, caches keep the file for good.</summary>
    public string VersionOf(string name) => _files[name].Version;

    /// <summary>Maps the files.</summary>
    public void Map(IEndpointRouteBuilder pages)
    {
        foreach (var file in _files.Values)
        {
            pages.MapMethods($"/{file.Name}", Reading, (HttpContext http) => Send(http, file));
        }
    }

    private static IResult Send(HttpContext http, PageFile file)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.CacheControl = http.Request.Query["v"] == file.Version ? "public, max-age=31536000, immutable" : "public, max-age=300";
        return Results.Bytes(file.Content, file.Type);
    }

    private static PageFile? Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return new PageFile(name, TypeOf(name), content, Convert.ToHexStringLower(SHA256.HashData(content))[..VersionDigits]);
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => throw new InvalidOperationException($"{name} is of no type that pages have."),
    };

    private sealed record PageFile(string Name, string Type, byte[] Content, string Version);
}
