using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Conformance;

/// <summary>What random requests are made of: the real operations, the recorded requests, and the names of fields and parameters in them.</summary>
internal sealed partial class FuzzVocabulary
{
    public FuzzVocabulary(LintelHost host, Probe probe)
    {
        var exchanges = GoldenFiles.All.Select(GoldenExchange.Read).ToArray();
        Fields = Names(exchanges.SelectMany(exchange => Field().Matches(exchange.Request.Body)));
        Parameters = Names(exchanges.SelectMany(exchange => Parameter().Matches(exchange.Request.Line)));
        var operations = host.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Where(operation => operation.Route.StartsWith(probe.Contract.BasePath + "/", StringComparison.Ordinal) && !EndsSessions(operation.Route))
            .SelectMany(operation => operation.Methods.Select(method => new FuzzSeed(method, operation.Route, null)));
        var recorded = exchanges.Where(exchange => exchange.Api == probe.Contract.Api).Select(
            exchange => Recorded(host, probe, exchange.Request)).OfType<FuzzSeed>();
        Seeds = [.. operations, .. recorded, new FuzzSeed("POST", probe.Write.Target, Encoding.UTF8.GetString(probe.Write.Body!.Value.Span))];
    }

    public FuzzSeed[] Seeds { get; }

    public string[] Fields { get; }

    public string[] Parameters { get; }

    /// <summary>Values of path segments and query parameters, percent-encoded where need be.</summary>
    public static string[] Texts { get; } =
    [
        "1",
        "0",
        "-1",
        "99999999999999999999999",
        "1.5",
        "x",
        "%20",
        "%00",
        "%2F",
        "..",
        "%2e%2e",
        "%ff",
        "%F0%9F%92%A5",
        "p_top_pages",
        "2026-02-30",
        "2026-03-01",
        "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00",
        "00000000-0000-0000-0000-000000000000",
        "true",
        "null",
        "'%20or%201=1--",
        "%25",
        "a,b",
        new string('y', 300),
        string.Empty,
    ];

    /// <summary>JSON values, not all of them valid.</summary>
    public static string[] Values { get; } =
    [
        "null",
        "true",
        "0",
        "-1",
        "1.5",
        "1e308",
        "1e400",
        "99999999999999999999999",
        "\"\"",
        "\" \"",
        "\"x\"",
        "\"\\u0000\"",
        "\"\\ud83d\\udca5\"",
        "\"\\ud83d\"",
        "\"2026-02-30\"",
        "\"2026-03-01\"",
        "\"9999-12-31T23:59:59Z\"",
        "\"0001-01-01T00:00:00+14:00\"",
        "\"00000000-0000-0000-0000-000000000000\"",
        "\"a@b.example\"",
        "\"+15550100123\"",
        "[]",
        "[null]",
        "[1,2]",
        "[\"x\",\"x\"]",
        "{}",
        "{\"a\":1,\"a\":2}",
        "[[[[{}]]]]",
        "nul",
        "\"",
        $"\"{new string('z', 5000)}\"",
        "[{\"path\":\"/\",\"access\":\"Full Access\"}]",
    ];

    public static (string Name, string Value)[] Headers { get; } =
    [
        ("Accept", "text/html"),
        ("Accept-Encoding", "br"),
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "identity"),
        ("X-Request-Id", "<script>"),
        ("X-Forwarded-For", "203.0.113.7, nonsense"),
        ("If-Match", "\"x\""),
        ("If-None-Match", "*"),
        ("Range", "bytes=0-1"),
        ("Cookie", "a=b"),
        ("Origin", "null"),
        ("X-HTTP-Method-Override", "DELETE"),
        ("Authorization", "Bearer x"),
        ("X-API-Key", "x"),
        ("traceparent", "00-zz-zz-zz"),
        ("Content-Type", "text/plain"),
        ("Content-Type", "application/json; charset=utf-16"),
        ("Content-Language", "\u00e4"),
        ("TE", "trailers"),
    ];

    /// <summary>A recorded request whose target is this API's and short, with its body where that is an object.</summary>
    private static FuzzSeed? Recorded(LintelHost host, Probe probe, GoldenRequest request)
    {
        var line = GoldenText.Fill(request.Line, Lookup).Split(' ');
        var body = GoldenText.Fill(request.Body, Lookup);
        return line.Length == 3
            && !EndsSessions(line[1])
            && line[1].Length < 300
            && line[1].StartsWith(probe.Contract.BasePath + "/", StringComparison.Ordinal)
            && body.Length < 5000
            ? new FuzzSeed(line[0], line[1], IsObject(body) ? body : null)
            : null;

        string Lookup(string name) => name.Split(':') switch
        {
            ["base"] => probe.Api.Base,
            ["id", var id] when probe.Contract.Api != "lintel" => host.DemoText($"{probe.Contract.Api}.ids.{id}"),
            _ => "x",
        };
    }

    /// <summary>After it the session of all further requests would be over.</summary>
    private static bool EndsSessions(string target) => target.EndsWith("/logout", StringComparison.Ordinal);

    private static bool IsObject(string body)
    {
        try
        {
            return JsonNode.Parse(body, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) is JsonObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string[] Names(IEnumerable<Match> matches) =>
        [.. matches.Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal)];

    [GeneratedRegex("\"(?<name>[A-Za-z_]+)\":", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Field();

    [GeneratedRegex("[?&](?<name>[A-Za-z_]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}

/// <summary>A request that is at home in the API, to be bent.</summary>
/// <param name="Method">The method.</param>
/// <param name="Target">Path and query; a route's parameters still stand in braces.</param>
/// <param name="Body">A JSON object; null for none.</param>
internal sealed record FuzzSeed(string Method, string Target, string? Body);
