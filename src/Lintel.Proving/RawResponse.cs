using System.Text;

namespace Lintel.Proving;

/// <summary>A response as it came over the wire.</summary>
internal sealed record RawResponse(int Status, string StatusLine, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name)
    {
        var values = Headers.Where(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).ToArray();
        return values.Length == 0 ? null : string.Join(", ", values);
    }

    /// <summary>Status, headers and body in one text, to look for what must not be there.</summary>
    public string Everything() => $"{Status} {string.Join("; ", Headers.Select(header => $"{header.Key}: {header.Value}"))} {Text}";
}
