using System.Globalization;
using System.Text;

namespace Lintel.Proving;

/// <summary>A request that the prober sends as it stands or varies by what a check is about.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query as they go over the wire, such as <c>/shop/orders?limit=1</c>.</param>
public sealed record ProbeRequest(string Method, string Target)
{
    private const string Json = "application/json";

    /// <summary>Header fields in their order; <c>Host</c>, <c>Content-Length</c> and <c>Connection</c> are added where they are not among them.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The body; null for none.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    /// <summary>Whether the body is sent in chunks; otherwise its length is told. <value>false</value></summary>
    public bool Chunked { get; init; }

    /// <summary>A GET.</summary>
    public static ProbeRequest Get(string target) => new("GET", target);

    /// <summary>A POST of JSON.</summary>
    public static ProbeRequest Post(string target, string json) => new ProbeRequest("POST", target).WithJson(json);

    /// <summary>The same with one more header line.</summary>
    public ProbeRequest With(string name, string value) => this with { Headers = [.. Headers, new(name, value)] };

    /// <summary>The same with a credential.</summary>
    public ProbeRequest With(ProbeCredential credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return this with { Headers = [.. Headers, .. credential.Fields] };
    }

    /// <summary>The same without any line of this header.</summary>
    public ProbeRequest Without(string name) =>
        this with { Headers = [.. Headers.Where(header => !string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase))] };

    /// <summary>The same with exactly one line of this header.</summary>
    public ProbeRequest Replacing(string name, string value) => Without(name).With(name, value);

    /// <summary>The same with a body of bytes.</summary>
    public ProbeRequest WithBody(ReadOnlyMemory<byte> body) => this with { Body = body };

    /// <summary>The same with a body of text, in UTF-8.</summary>
    public ProbeRequest WithBody(string body) => WithBody(Encoding.UTF8.GetBytes(body));

    /// <summary>The same with a body of JSON.</summary>
    public ProbeRequest WithJson(string json) => WithBody(json).Replacing("Content-Type", Json);

    /// <summary>Method and target without what may be secret, short enough for a report.</summary>
    public override string ToString() => $"{Method} {(Target.Length > 60 ? Target[..60] + "…" : Target)}";

    /// <summary>The bytes on the wire.</summary>
    internal byte[] ToBytes(string host)
    {
        var head = new StringBuilder().Append(Method).Append(' ').Append(Target).Append(" HTTP/1.1\r\n");
        foreach (var (name, value) in Has("Host") ? Headers : Headers.Prepend(new("Host", host)))
        {
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        }

        if (Body is { } body && !Has("Content-Length") && !Has("Transfer-Encoding"))
        {
            head.Append(Chunked ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}").Append("\r\n");
        }

        return [.. Encoding.Latin1.GetBytes(head.Append("Connection: close\r\n\r\n").ToString()), .. Content()];
    }

    private bool Has(string name) => Headers.Any(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase));

    private byte[] Content() => (Body, Chunked) switch
    {
        (null, _) => [],
        ({ } body, false) => body.ToArray(),
        ({ } body, true) => [.. Encoding.ASCII.GetBytes($"{body.Length:x}\r\n"), .. body.Span, .. "\r\n0\r\n\r\n"u8],
    };
}
