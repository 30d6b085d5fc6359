using System.Globalization;

namespace Lintel.Testing;

/// <summary>A recorded exchange: <c>&lt;api&gt;/&lt;CODE&gt;[.variant].http</c>.</summary>
/// <param name="Api">The name of the folder.</param>
/// <param name="Name">The name of the file, which begins with the code.</param>
/// <param name="Given">What must hold before, as the file's head says it.</param>
/// <param name="Request">The request.</param>
/// <param name="Response">The response.</param>
internal sealed record GoldenExchange(string Api, string Name, IReadOnlyList<string> Given, GoldenRequest Request, GoldenResponse Response)
{
    private const string Separator = "###";

    public string Code => Name.Split('.')[0];

    public static GoldenExchange Read(string file)
    {
        var lines = File.ReadAllLines(file);
        var comments = lines.TakeWhile(line => line.StartsWith('#') && line != Separator).ToArray();
        var given = comments.Where(line => line.StartsWith("# given:", StringComparison.Ordinal)).Select(line => line["# given:".Length..].Trim()).ToArray();
        if (comments.Length == given.Length)
        {
            throw new InvalidDataException($"{file}: the first line must say the real cause, '# …'.");
        }

        var separator = Array.IndexOf(lines, Separator);
        if (separator < 0)
        {
            throw new InvalidDataException($"{file}: there is no line '{Separator}' between request and response.");
        }

        var (requestLine, requestHeaders, requestBody) = Message(lines[comments.Length..separator], file);
        var (statusLine, headers, body) = Message(lines[(separator + 1)..], file);
        var api = Path.GetFileName(Path.GetDirectoryName(file))!;
        return new GoldenExchange(
            api,
            Path.GetFileNameWithoutExtension(file),
            given,
            new GoldenRequest(requestLine, requestHeaders, requestBody),
            new GoldenResponse(int.Parse(statusLine.Split(' ')[1], CultureInfo.InvariantCulture), statusLine, headers, body));
    }

    private static (string First, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body) Message(string[] lines, string file)
    {
        var start = Array.FindIndex(lines, line => line.Length > 0);
        if (start < 0)
        {
            throw new InvalidDataException($"{file}: a message is empty.");
        }

        var blank = Array.FindIndex(lines, start, line => line.Length == 0);
        var end = blank < 0 ? lines.Length : blank;
        var headers = lines[(start + 1)..end].Select(line => line.Split(':', 2)).Select(
            parts => KeyValuePair.Create(parts[0], parts.Length > 1 ? parts[1].Trim() : string.Empty)).ToArray();
        var body = blank < 0 ? string.Empty : string.Join('\n', lines[(blank + 1)..]).TrimEnd('\n');
        return (lines[start], headers, body);
    }
}

/// <summary>The request that is sent.</summary>
internal sealed record GoldenRequest(string Line, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body);

/// <summary>The response that must come back: the status, each listed header, and the body to the byte.</summary>
internal sealed record GoldenResponse(int Status, string Line, IReadOnlyList<KeyValuePair<string, string>> Headers, string Body);
