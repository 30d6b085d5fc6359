using System.Buffers;

namespace Lintel.AspNetCore;

/// <summary>
/// Paths that routing and file providers read differently: with repeated slashes, backslashes, dot segments, or dots at the end of a segment, which
/// Windows drops. Kestrel resolves dot segments; other servers and rewriting middleware need not.
/// </summary>
internal static class UnusualPath
{
    private static readonly SearchValues<string> Marks = SearchValues.Create(["//", "\\", "/.", "./"], StringComparison.Ordinal);

    public static bool Is(string path) => path.AsSpan().ContainsAny(Marks);

    /// <summary>The path as a file provider reads it; never above the root.</summary>
    public static string Resolve(string path)
    {
        var segments = new List<string>();
        foreach (var segment in path.Split('/', '\\'))
        {
            if (segment == "..")
            {
                segments.RemoveRange(Math.Max(segments.Count - 1, 0), Math.Min(segments.Count, 1));
            }
            else if (segment.TrimEnd('.') is { Length: > 0 } name)
            {
                segments.Add(name);
            }
        }

        return '/' + string.Join('/', segments);
    }
}
