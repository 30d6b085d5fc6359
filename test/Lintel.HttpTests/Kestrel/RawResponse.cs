using System.Globalization;

namespace Lintel.HttpTests.Kestrel;

/// <summary>One response, taken apart by its own Content-Length.</summary>
internal sealed record RawResponse(int Status, IReadOnlyDictionary<string, string> Headers, string Body, string Rest)
{
    /// <summary>Takes a response from the beginning of what was read.</summary>
    public static RawResponse Parse(string text, bool hasBody = true)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No response in '{text}'.");
        var lines = text[..end].Split("\r\n");
        Assert.StartsWith("HTTP/1.1 ", lines[0], StringComparison.Ordinal);
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(field => field[0], field => field[1], StringComparer.OrdinalIgnoreCase);
        var rest = text[(end + 4)..];
        var length = hasBody ? int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture) : 0;
        Assert.True(rest.Length >= length, $"The body of '{text}' is cut.");
        return new RawResponse(int.Parse(lines[0].AsSpan(9, 3), CultureInfo.InvariantCulture), headers, rest[..length], rest[length..]);
    }
}
