using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Random requests, good ones bent a little and odd ones: nothing is unforeseen, and every refusal is one of the contract's.</summary>
public sealed partial class FuzzTests(ConformanceHost host) : IClassFixture<ConformanceHost>
{
    private const int Requests = 1000;
    private const ulong Seed = 20260301;
    private const ulong Gamma = 7;

    private static readonly string[] Methods = ["GET", "GET", "POST", "POST", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];

    public static TheoryData<string> Apis => ConformanceTests.Apis;

    [Theory]
    [MemberData(nameof(Apis))]
    public void Random_requests_are_answered_as_the_contract_says(string api)
    {
        var probe = host.ProbeOf(api);
        var unforeseen = probe.Definition(Condition.ServerError).Code;
        Prop.ForAll(RequestsTo(host.Host, probe).ToArbitrary(), async request =>
        {
            host.Host.Clock.Advance(TimeSpan.FromSeconds(1));
            var response = await probe.SendAsync(request);
            var broken = response.Status >= 500 && request.Method != "HEAD" && probe.CodeOf(response) == unforeseen;
            Assert.False(
                broken,
                $"{request} {string.Join("; ", request.Headers)} {Encoding.UTF8.GetString((request.Body ?? default).Span)}: {Probe.Show(response)} {host.Host.Log.Lines.LastOrDefault()}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Requests).WithReplay(Seed, Gamma));
    }

    private static Gen<ProbeRequest> RequestsTo(LintelHost host, Probe probe)
    {
        var words = new FuzzVocabulary(host, probe);
        return
            from seed in Gen.Elements(words.Seeds)
            from method in Gen.Frequency((8, Gen.Constant(seed.Method)), (1, Gen.Elements(Methods)))
            from target in Targets(words, seed)
            from credential in Credentials(probe)
            from headers in Gen.Elements(FuzzVocabulary.Headers).ListOf(2)
            from extra in Gen.Frequency((3, Gen.Constant(0)), (1, Gen.Constant(2)))
            from body in Gen.Frequency((1, Gen.Constant<byte[]?>(null)), (6, Bodies(words, seed)))
            from chunked in Gen.Frequency((5, Gen.Constant(false)), (1, Gen.Constant(true)))
            select headers.Take(extra).Aggregate(
                new ProbeRequest(method, target).With(credential).With(
                    "Content-Type",
                    "application/json") with
                { Body = body is null ? null : body.AsMemory(), Chunked = chunked },
                (request, header) => request.With(header.Name, header.Value));
    }

    /// <summary>The parameters of the route filled in, now and then with something more at the end of the path, and with query parameters.</summary>
    private static Gen<string> Targets(FuzzVocabulary words, FuzzSeed seed) =>
        from values in Gen.Elements(Unparsed()).ListOf(3)
        from tail in Gen.Frequency((16, Gen.Constant(string.Empty)), (1, Gen.Elements("/", "//", "/x", "/%20", "/1/2/3")))
        from query in Query(words)
        select Fill(seed.Target, values) + (seed.Target.Contains('?', StringComparison.Ordinal) ? query.Replace('?', '&') : tail + query);

    private static string Fill(string route, List<string> values)
    {
        var next = 0;
        return RouteParameter().Replace(route, _ => values[next++ % values.Count]);
    }

    /// <summary>Without what Kestrel itself refuses or resolves in a path, for then it is no longer the path of this API.</summary>
    private static string[] Unparsed() => [.. FuzzVocabulary.Texts.Where(text => text is not ("%00" or ".." or "%2e%2e"))];

    private static Gen<string> Query(FuzzVocabulary words)
    {
        var pair = from name in Gen.Elements(words.Parameters) from value in Gen.Elements(FuzzVocabulary.Texts) select $"{name}={value}";
        return
            from pairs in pair.ListOf(4)
            from count in Gen.Frequency((4, Gen.Constant(0)), (2, Gen.Constant(1)), (1, Gen.Constant(2)), (1, Gen.Constant(4)))
            select count == 0 ? string.Empty : "?" + string.Join('&', pairs.Take(count));
    }

    private static Gen<ProbeCredential> Credentials(Probe probe) => Gen.Frequency(
        (20, Gen.Elements(probe.Entries.Select(entry => entry.Credential).ToArray())),
        (1, Gen.Constant(ProbeCredential.None)),
        (1, Gen.Elements(probe.Dead.Select(dead => dead.Credential).ToArray())));

    private static Gen<byte[]?> Bodies(FuzzVocabulary words, FuzzSeed seed)
    {
        var member = from name in Gen.Elements(words.Fields) from value in Gen.Elements(FuzzVocabulary.Values) select (Name: name, Value: value);
        var random = from members in member.ListOf(8) from count in Gen.Choose(0, 8) select Write(members.Take(count));
        var known = from at in Gen.Choose(0, 100) from value in Gen.Elements(FuzzVocabulary.Values) select Replace(seed.Body ?? "{}", at, value);
        return
            from text in Gen.Frequency((1, Gen.Constant(seed.Body ?? string.Empty)), (4, known), (2, random))
            from bend in Gen.Frequency((10, Gen.Constant(0)), (1, Gen.Constant(1)), (1, Gen.Constant(2)))
            from at in Gen.Choose(0, 10_000)
            from with in Gen.Choose(0, 255)
            select Bend(Encoding.UTF8.GetBytes(text), bend, at, (byte)with);
    }

    private static string Replace(string body, int at, string value)
    {
        var members = JsonNode.Parse(body)!.AsObject().Select(member => (Name: member.Key, Value: member.Value?.ToJsonString() ?? "null")).ToArray();
        return members.Length == 0 ? body : Write(members.Select((member, i) => i == at % members.Length ? (member.Name, value) : member));
    }

    private static string Write(IEnumerable<(string Name, string Value)> members) =>
        $"{{{string.Join(',', members.Select(member => $"\"{member.Name}\":{member.Value}"))}}}";

    /// <summary>Cuts the body off, or changes one byte of it.</summary>
    private static byte[]? Bend(byte[] body, int bend, int at, byte with)
    {
        if (bend == 0 || body.Length == 0)
        {
            return body;
        }

        at %= body.Length;
        return bend == 1 ? body[..at] : [.. body[..at], with, .. body[(at + 1)..]];
    }

    [GeneratedRegex(@"\{[^}]+\}", RegexOptions.None, 1000)]
    private static partial Regex RouteParameter();
}
