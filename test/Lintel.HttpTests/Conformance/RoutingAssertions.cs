using Lintel.Contracts;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Assertions 20 to 25.</summary>
internal static class RoutingAssertions
{
    private static readonly string[] KnownMethods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE"];

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(20, "A wrong method is answered by 405 with exactly the methods of the path in Allow.", AllowIsExact),
        new(21, "A method that the server does not know is answered by 501.", UnknownMethodIs501),
        new(22, "HEAD gets the status and fields of the error, and no body.", HeadHasNoBody),
        new(23, "A GET route answers HEAD.", GetAnswersHead),
        new(24, "OPTIONS is answered by 2xx with Allow, without a key and the same on every path.", OptionsNeedsNoKey),
        new(25, "Every error says no-store.", ErrorsAreNotStored),
    ];

    private static async Task<string?> AllowIsExact(Probe probe)
    {
        foreach (var (target, allow) in probe.Api.Paths)
        {
            foreach (var method in KnownMethods)
            {
                var response = await probe.SendAsync(probe.Signed(new Request(method, target)));
                var allowed = allow.Split(", ").Contains(method);
                if (allowed ? response.Status == 405 : response.Status != 405 || response.Header("Allow") != allow)
                {
                    return $"{method} {target}: {response.Status}, Allow: {response.Header("Allow")} instead of {allow}";
                }
            }
        }

        return null;
    }

    private static async Task<string?> UnknownMethodIs501(Probe probe)
    {
        foreach (var method in new[] { "BREW", "get", "PROPFIND" })
        {
            var response = await probe.SendAsync(probe.Signed(new Request(method, probe.Api.Read.Target)));
            if (response.Status != 501 || probe.Unlike(response, Condition.MethodUnknown) is not null)
            {
                return $"{method}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> HeadHasNoBody(Probe probe)
    {
        foreach (var request in Errors.Of(probe).Where(request => request.Method == "GET"))
        {
            var get = await probe.SendAsync(request);
            var head = await probe.Host.Raw.SendForBytesAsync((request with { Method = "HEAD" }).ToBytes(probe.HostName));
            var end = head.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (!head.StartsWith(get.StatusLine, StringComparison.Ordinal) || end != head.Length - 4 || FieldsOf(head[..end]) != FieldsOf(get))
            {
                return $"{request}: {head} for {get.StatusLine} {FieldsOf(get)}";
            }
        }

        return null;
    }

    private static string FieldsOf(string head) => Join(head.Split("\r\n").Skip(1).Select(line => line.Split(':')[0]));

    private static string FieldsOf(RawResponse response) => Join(response.Headers.Select(header => header.Key));

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Order(StringComparer.Ordinal));

    private static async Task<string?> GetAnswersHead(Probe probe)
    {
        foreach (var read in new[] { probe.Api.Read, probe.Api.StoredRead })
        {
            var head = await probe.Host.Raw.SendForBytesAsync(probe.Signed(read with { Method = "HEAD" }).ToBytes(probe.HostName));
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || !head.EndsWith("\r\n\r\n", StringComparison.Ordinal) || head.IndexOf("\r\n\r\n", StringComparison.Ordinal) != head.Length - 4)
            {
                return $"{read}: {head}";
            }
        }

        return null;
    }

    private static async Task<string?> OptionsNeedsNoKey(Probe probe)
    {
        var seen = new HashSet<string>();
        foreach (var target in new[] { probe.Api.Read.Target, probe.Api.Write.Target, probe.Api.Base + "/nowhere" })
        {
            var preflight = new Request("OPTIONS", target).With("Origin", "https://app.example").With("Access-Control-Request-Method", "POST");
            foreach (var request in new[] { preflight, new Request("OPTIONS", target) })
            {
                var response = await probe.SendAsync(request);
                if (response.Status is < 200 or > 299 || response.Header("Allow") is not { } allow)
                {
                    return $"{request}: {Probe.Show(response)}";
                }

                seen.Add(allow);
            }
        }

        return seen.Count == 1 ? null : string.Join(" and ", seen);
    }

    private static async Task<string?> ErrorsAreNotStored(Probe probe)
    {
        foreach (var request in Errors.Of(probe))
        {
            var response = await probe.SendAsync(request);
            if (response.Header("Cache-Control") != "no-store")
            {
                return $"{request}: Cache-Control: {response.Header("Cache-Control")}";
            }
        }

        return null;
    }
}
