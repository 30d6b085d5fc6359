using System.Globalization;

namespace Lintel.HttpTests.Samples;

/// <summary>
/// One exchange of a file <c>samples/contracts/&lt;api&gt;.http</c>: a title after <c>###</c>, a request, and from the line of the status on the response.
/// A line <c># after N requests</c> before the request sends it so often before.
/// </summary>
/// <param name="Title">The words after <c>###</c>.</param>
/// <param name="Before">How often the request is sent before.</param>
/// <param name="Request">What is sent; <c>{key}</c> stands for a key of a new account.</param>
/// <param name="Response">What comes back; <c>{requestId}</c> stands for the request's id, the same in header and body.</param>
internal sealed record SampleExchange(string Title, int Before, SampleMessage Request, SampleMessage Response)
{
    public static IReadOnlyList<SampleExchange> Read(string file) =>
        [.. File.ReadAllText(file).Split("### ").Skip(1).Select(section => Parse(section.Split('\n')))];

    private static SampleExchange Parse(string[] lines)
    {
        var rest = lines[1..].SkipWhile(line => line.StartsWith("# ", StringComparison.Ordinal)).ToArray();
        var note = lines[1..].FirstOrDefault(line => line.StartsWith("# after ", StringComparison.Ordinal));
        var status = Array.FindIndex(rest, line => line.StartsWith("HTTP/1.1 ", StringComparison.Ordinal));
        return new SampleExchange(
            lines[0],
            note is null ? 0 : int.Parse(note.Split(' ')[2], CultureInfo.InvariantCulture),
            SampleMessage.Parse(rest[..status]),
            SampleMessage.Parse(rest[status..]));
    }
}

/// <summary>A request or a response.</summary>
/// <param name="Line">Its first line.</param>
/// <param name="Headers">Header fields in order.</param>
/// <param name="Body">The body; empty for none.</param>
internal sealed record SampleMessage(string Line, IReadOnlyList<(string Name, string Value)> Headers, string Body)
{
    public static SampleMessage Parse(string[] lines)
    {
        var blank = Array.IndexOf(lines, string.Empty);
        var headers = lines[1..blank].Select(line => line.Split(": ", 2)).Select(parts => (parts[0], parts[1]));
        return new SampleMessage(lines[0], [.. headers], string.Join('\n', lines[(blank + 1)..]).Trim('\n'));
    }
}
