using System.Globalization;
using System.Text;

namespace Lintel.HttpTests.Conformance;

/// <summary>A request, to be varied by what an assertion is about.</summary>
internal sealed record Request(string Method, string Target)
{
    private const string Json = "application/json";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public byte[]? Body { get; init; }

    /// <summary>Whether the body is sent in chunks; otherwise its length is told.</summary>
    public bool Chunked { get; init; }

    public static Request Get(string target) => new("GET", target);

    public static Request Post(string target, string json) => new Request("POST", target).WithJson(json);

    public Request With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    public Request Without(string name) =>
        this with { Headers = [.. Headers.Where(header => !string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))] };

    public Request Replacing(string name, string value) => Without(name).With(name, value);

    public Request WithBody(byte[] body) => this with { Body = body };

    public Request WithBody(string body) => WithBody(Encoding.UTF8.GetBytes(body));

    public Request WithJson(string json) => WithBody(json).Replacing("Content-Type", Json);

    /// <summary>The bytes on the wire; Host, Content-Length and Connection are added.</summary>
    public byte[] ToBytes(string host)
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\nHost: ").Append(host).Append("\r\n");
        foreach (var (name, value) in Headers)
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (Body is not null)
        {
            head.Append(Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {Body.Length.ToString(CultureInfo.InvariantCulture)}").Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("Connection: close\r\n\r\n").ToString()), .. Content()];
    }

    public override string ToString() => $"{Method} {(Target.Length > 60 ? Target[..60] + "…" : Target)}";

    private byte[] Content() => (Body, Chunked) switch
    {
        (null, _) => [],
        (var body, false) => body,
        (var body, true) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body, .. "\r\n0\r\n\r\n"u8],
    };
}
