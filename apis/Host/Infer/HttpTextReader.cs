using System.Text.RegularExpressions;

namespace Lintel.Host.Infer;

/// <summary>
/// Reads HTTP messages as text: start line, header fields, an empty line, the body. Messages follow each other; a response answers the request before it. A
/// line <c>###</c> ends a message, and lines with <c>#</c> before one are comments.
/// </summary>
internal sealed partial class HttpTextReader
{
    private const string Separator = "###";
    private const int Unlimited = -1;

    private readonly string[] _lines;
    private readonly string _file;
    private int _at;

    private HttpTextReader(string text, string file)
    {
        _lines = text.Split('\n');
        _file = file;
    }

    /// <summary>The responses of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The name of the file, for messages.</param>
    public static IEnumerable<Exchange> Read(string text, string file) => new HttpTextReader(text, file).Read();

    private IEnumerable<Exchange> Read()
    {
        RecordedRequest? request = null;
        while (_at < _lines.Length)
        {
            var line = LineAt(_at++);
            var number = _at;
            if (StatusLine().Match(line) is { Success: true } response && WholeNumberText.TryParse(response.Groups["status"].ValueSpan, out int status))
            {
                var (headers, body) = ReadMessage();
                if (status < 200)
                {
                    continue;
                }

                yield return new Exchange($"{_file}({number})", request, status, headers, body);
                request = null;
            }
            else if (RequestLine().Match(line) is { Success: true } start)
            {
                request = new RecordedRequest(start.Groups["method"].Value, start.Groups["target"].Value, ReadMessage().Headers);
            }
        }
    }

    private (IReadOnlyList<KeyValuePair<string, string>> Headers, string Body) ReadMessage()
    {
        var headers = new List<KeyValuePair<string, string>>();
        for (; _at < _lines.Length && LineAt(_at) is { Length: > 0 } line && !IsStart(line); _at++)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                headers.Add(KeyValuePair.Create(line[..colon].Trim(), line[(colon + 1)..].Trim()));
            }
        }

        // The empty line; where it is missing, the next message begins here.
        _at += _at < _lines.Length && LineAt(_at).Length == 0 ? 1 : 0;

        var first = _at;
        while (_at < _lines.Length && !IsStart(LineAt(_at)))
        {
            _at++;
        }

        var end = _at;
        while (end > first && (string.IsNullOrWhiteSpace(_lines[end - 1]) || _lines[end - 1].StartsWith('#')))
        {
            // Comments on the next message.
            end--;
        }

        var body = string.Join('\n', _lines[first..end]);
        var isChunked = RecordedRequest.Find(headers, "Transfer-Encoding")?.Contains("chunked", StringComparison.OrdinalIgnoreCase) == true;
        return (headers, ((isChunked ? Chunks.Decode(body) : null) ?? body).Trim());
    }

    /// <summary>A line without its end. Bodies keep theirs, which the sizes of chunks count.</summary>
    private string LineAt(int at) => _lines[at].TrimEnd('\r');

    private static bool IsStart(string line) => line == Separator || StatusLine().IsMatch(line) || RequestLine().IsMatch(line);

    [GeneratedRegex(@"\AHTTP/[0-9](?:\.[0-9])? (?<status>[1-5][0-9]{2})(?: .*)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, Unlimited)]
    private static partial Regex StatusLine();

    [GeneratedRegex(@"\A(?<method>[A-Z]{1,20}) (?<target>\S+)(?: HTTP/[0-9](?:\.[0-9])?)\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        Unlimited)]
    private static partial Regex RequestLine();
}
