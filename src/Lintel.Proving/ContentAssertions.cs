using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lintel.Proving;

/// <summary>Assertions 34 to 39.</summary>
internal static class ContentAssertions
{
    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(34, "A wrong or missing Content-Type with a body is answered by 415 with Accept.", WrongTypeIs415) { Lacking = NoWrite },
        new(35, "A content coding that is not supported is answered by 415 with Accept-Encoding.", WrongCodingIs415) { Lacking = NoWrite },
        new(36, "Whatever is accepted, an error is the envelope.", AcceptIsIgnored),
        new(37, "Malformed JSON, invalid UTF-8 and too much depth are answered by 400.", UnreadableIs400) { Lacking = NoWrite },
        new(38, "A member that is there twice is answered by 400.", DuplicateIs400) { Lacking = NoWrite },
        new(
            39,
            "Values that are not valid are answered by 422 or the contract's 400, every fault located.",
            EveryFaultIsLocated) { Lacking = target => target.Write is null || target.Faulty is null
                ? "Give a write, and a body of it with several faulty fields."
                : null },
    ];

    private static string? NoWrite(ProbeTarget target) => target.Write is null ? "Give a write." : null;

    private static async Task<string?> WrongTypeIs415(Probe probe)
    {
        var write = probe.Write;
        foreach (var type in new[]
        {
            "text/plain",
            "application/x-www-form-urlencoded",
            "application/jsonx",
            "application/json; charset=utf-16",
            "json",
            "multipart/form-data; boundary=x",
            null
        })
        {
            var response = await probe.SendAsync(type is null ? write.Without("Content-Type") : write.Replacing("Content-Type", type));
            if (response.Status != 415 || probe.Unlike(response, Condition.RequestMediaType) is not null || response.Header("Accept") is null)
            {
                return $"{type}: {Probe.Show(response)}, Accept: {response.Header("Accept")}";
            }
        }

        return null;
    }

    private static async Task<string?> WrongCodingIs415(Probe probe)
    {
        foreach (var coding in new[] { "gzip", "br", "x-unknown", "identity, gzip" })
        {
            var response = await probe.SendAsync(probe.Write.With("Content-Encoding", coding));
            if (response.Status != 415 || probe.Unlike(response, Condition.RequestEncoding) is not null || response.Header("Accept-Encoding") is null)
            {
                return $"{coding}: {Probe.Show(response)}, Accept-Encoding: {response.Header("Accept-Encoding")}";
            }
        }

        return null;
    }

    private static async Task<string?> AcceptIsIgnored(Probe probe)
    {
        foreach (var request in Provocations.RequestsOf(probe))
        {
            var plain = await probe.SendAsync(request);
            if (probe.Contract.ContentTypes.Count > 1)
            {
                continue;
            }

            foreach (var accept in new[] { "text/html", "application/xml", "image/*;q=0.1", "*/*;q=0", "nonsense" })
            {
                var response = await probe.SendAsync(request.With("Accept", accept));
                if (response.Status != plain.Status
                    || response.Header("Content-Type") != probe.Contract.ContentType
                    || probe.CodeOf(response) != probe.CodeOf(plain)
                    || response.Text.Length != plain.Text.Length)
                {
                    return $"{request}, Accept: {accept}: {Probe.Show(response)}";
                }
            }
        }

        return null;
    }

    private static async Task<string?> UnreadableIs400(Probe probe)
    {
        var depth = probe.Contract.Sizes.Depth + 1;
        byte[][] bodies =
        [
            "{"u8.ToArray(),
            "{\"a\":}"u8.ToArray(),
            "{} {}"u8.ToArray(),
            "{\"a\":01}"u8.ToArray(),
            "{\"a\":NaN}"u8.ToArray(),
            "// a\n{}"u8.ToArray(),
            [.. "{\"a\":\""u8, 0xff, 0xfe, .. "\"}"u8],
            [.. "{\"a\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8],
            "{\"a\":\"\\ud800\"}"u8.ToArray(),
            "{\"\\udc00\":1}"u8.ToArray(),
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth)),
            Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("[", 100_000))),
        ];
        foreach (var body in bodies)
        {
            var response = await probe.SendAsync(probe.Write.WithBody(body));
            if (response.Status != 400 || probe.Unlike(response, Condition.RequestMalformed) is not null)
            {
                return $"{Encoding.Latin1.GetString(body)[..Math.Min(30, body.Length)]}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> DuplicateIs400(Probe probe)
    {
        var body = JsonNode.Parse(probe.Write.Body!.Value.Span)!.AsObject();
        var (name, value) = body.First();
        foreach (var again in new[]
        {
            $"\"{name}\":{value!.ToJsonString()}",
            $"\"\\u{(int)name[0]:x4}{name[1..]}\":{value.ToJsonString()}",
            "\"x\":{\"y\":1,\"y\":2}"
        })
        {
            var response = await probe.SendAsync(probe.Write.WithBody($"{body.ToJsonString()[..^1]},{again}}}"));
            if (response.Status != 400 || probe.Unlike(response, Condition.RequestMalformed) is not null)
            {
                return $"{again}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> EveryFaultIsLocated(Probe probe)
    {
        var faulty = probe.Api.Faulty!;
        var response = await probe.SendAsync(probe.Write.WithBody(faulty.Body));
        if (response.Status is not (400 or 422))
        {
            return Probe.Show(response);
        }

        var located = Locations(JsonNode.Parse(response.Body)).ToHashSet();
        var missing = faulty.Fields.Where(field => !located.Contains(field)).ToArray();
        return missing.Length == 0 ? null : $"{string.Join(", ", missing)} not located in {Probe.Show(response)}";
    }

    /// <summary>Names of members and texts: an envelope may have its faults by field, or a list in which each names its own.</summary>
    private static IEnumerable<string> Locations(JsonNode? json) => json switch
    {
        JsonObject members => members.SelectMany(member => Locations(member.Value).Append(member.Key)),
        JsonArray items => items.SelectMany(Locations),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [value.GetValue<string>()],
        _ => [],
    };
}
