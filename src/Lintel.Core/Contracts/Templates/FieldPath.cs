using System.Text;

namespace Lintel.Contracts;

/// <summary>The path to a field, such as <c>items[2].name</c>, taken apart. Callers choose the names of unknown fields, so the work is bounded.</summary>
internal static class FieldPath
{
    // Deeper than JSON that serializers read without being asked; what is beyond is one name.
    private const int MaximumSegments = 32;

    /// <summary>The names and places of a path, from the outside in.</summary>
    public static IEnumerable<(string Name, bool IsPlace)> Segments(string path)
    {
        var count = 0;
        for (var at = 0; at < path.Length;)
        {
            if (++count == MaximumSegments)
            {
                yield return (path[at..], false);
                yield break;
            }

            if (PlaceAt(path, at) is { } place)
            {
                yield return (place, true);
                at += place.Length + 2;
            }
            else
            {
                var end = NameEnd(path, at);
                yield return (path[at..end], false);
                at = end;
            }

            at += at < path.Length && path[at] == '.' ? 1 : 0;
        }
    }

    /// <summary>The name of the top-level field.</summary>
    public static string TopLevel(string path)
    {
        var end = path.AsSpan().IndexOfAny('.', '[');
        return end <= 0 ? path : path[..end];
    }

    /// <summary>The path with dots alone, such as <c>items.2.name</c>.</summary>
    public static string ToDotted(string path) =>
        path.Contains('[', StringComparison.Ordinal) ? string.Join('.', Segments(path).Select(segment => segment.Name)) : path;

    /// <summary>The path as a JSON pointer (RFC 6901), such as <c>/items/2/name</c>; empty for the whole.</summary>
    public static string ToPointer(string path)
    {
        var pointer = new StringBuilder(path.Length + 1);
        foreach (var (name, _) in Segments(path))
        {
            pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
        }

        return pointer.ToString();
    }

    /// <summary>The digits between brackets at a position; null where there are none.</summary>
    private static string? PlaceAt(string path, int at)
    {
        if (path[at] != '[')
        {
            return null;
        }

        var digits = path.AsSpan(at + 1).IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && path[at + 1 + digits] == ']' ? path[(at + 1)..(at + 1 + digits)] : null;
    }

    private static int NameEnd(string path, int at)
    {
        for (var i = at; i < path.Length; i++)
        {
            if (path[i] == '.' || (path[i] == '[' && i > at && PlaceAt(path, i) is not null))
            {
                return i;
            }
        }

        return path.Length;
    }
}
