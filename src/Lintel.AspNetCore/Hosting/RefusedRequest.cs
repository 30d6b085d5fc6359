using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// What can be told of a request that the server refused before any application saw it: from its parser, and where that had not come so far, from
/// the bytes themselves.
/// </summary>
internal sealed class RefusedRequest
{
    private const string Unknown = "-";
    private const int LongestMethod = 32;

    private RefusedRequest(string method, string path)
    {
        Method = method;
        Path = path;
    }

    /// <summary>The method; a dash where there is none that could be one.</summary>
    public string Method { get; }

    /// <summary>The decoded path; empty where there is none.</summary>
    public string Path { get; }

    /// <summary>Whether the beginning of a connection asks for HTTP/2, which the server answers in HTTP/2.</summary>
    public static bool IsHttp2Preface(ReadOnlySpan<byte> line) => line.StartsWith("PRI * HTTP/2"u8);

    public static RefusedRequest Of(IHttpRequestFeature request, ReadOnlySpan<byte> line)
    {
        var parsed = !string.IsNullOrEmpty(request.RawTarget);
        if (parsed && !string.IsNullOrEmpty(request.Method))
        {
            return new RefusedRequest(request.Method, string.IsNullOrEmpty(request.Path) ? PathOf(request.RawTarget) : request.Path);
        }

        var end = line.IndexOfAny((byte)'\r', (byte)'\n');
        var text = Encoding.Latin1.GetString(end < 0 ? line : line[..end]).TrimStart();
        var words = text.Split(' ', 3);
        return new RefusedRequest(MethodOf(words[0]), words.Length > 1 ? PathOf(words[1]) : string.Empty);
    }

    private static string MethodOf(string word) =>
        word.Length is > 0 and <= LongestMethod && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? word : Unknown;

    private static string PathOf(string target)
    {
        if (!target.StartsWith('/'))
        {
            return Uri.TryCreate(target, UriKind.Absolute, out var uri) && uri.AbsolutePath.StartsWith('/')
                ? WebUtility.UrlDecode(uri.AbsolutePath)
                : string.Empty;
        }

        var query = target.AsSpan().IndexOfAny('?', '#');
        return Uri.UnescapeDataString(query < 0 ? target : target[..query]);
    }
}
