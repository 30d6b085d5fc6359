namespace Lintel.Proving;

/// <summary>Assertions 20 to 25.</summary>
internal static class RoutingAssertions
{
    private const string Head = "HEAD";
    private const string Options = "OPTIONS";

    private static readonly string[] KnownMethods = ["GET", Head, "POST", "PUT", "PATCH", "DELETE", "TRACE"];

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(20, "A wrong method is answered by 405 with exactly the methods of the path in Allow.", AllowIsExact) { Lacking = NoRoutes },
        new(21, "A method that the server does not know is answered by 501.", UnknownMethodIs501),
        new(22, "HEAD gets the status and fields of the error, and no body.", HeadHasNoBody),
        new(23, "A GET route answers HEAD.", GetAnswersHead),
        new(24, "OPTIONS is answered by 2xx with Allow, without a key and the same on every path.", OptionsNeedsNoKey),
        new(25, "Every error says no-store.", ErrorsAreNotStored),
    ];

    private static string? NoRoutes(ProbeTarget target) => target.Routes.Count == 0 ? "Give the paths with their methods." : null;

    /// <summary>Every method that a path does not have; one that it has is not fired here, for it may have effects.</summary>
    private static async Task<string?> AllowIsExact(Probe probe)
    {
        foreach (var route in probe.Api.Routes)
        {
            var allowed = AllowedOf(route);
            foreach (var method in KnownMethods.Except(allowed))
            {
                var response = await probe.SendAsync(probe.Signed(new ProbeRequest(method, route.Target)));
                if (response.Status != 405
                    || (method != Head && probe.Unlike(response, Condition.MethodUnsupported) is not null)
                    || !allowed.SetEquals(Methods(response)))
                {
                    return $"{method} {route.Target}: {response.Status}, Allow: {response.Header("Allow")} instead of {string.Join(", ", allowed)}";
                }
            }
        }

        return null;
    }

    private static HashSet<string> AllowedOf(ProbeRoute route) =>
        [.. route.Methods, .. route.Methods.Contains("GET") ? [Head] : Array.Empty<string>(), Options];

    private static string[] Methods(RawResponse response) => response.Header("Allow")?.Split(',', StringSplitOptions.TrimEntries) ?? [];

    private static async Task<string?> UnknownMethodIs501(Probe probe)
    {
        var targets = probe.Api.Routes.Select(route => route.Target).Prepend(probe.Read.Target);
        foreach (var request in targets.Select(target => new ProbeRequest("BREW", target)).Concat(
            [new("get", probe.Read.Target), new("PROPFIND", probe.Read.Target)]))
        {
            var response = await probe.SendAsync(probe.Signed(request));
            if (response.Status != 501 || probe.Unlike(response, Condition.MethodUnknown) is not null)
            {
                return $"{request}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> HeadHasNoBody(Probe probe)
    {
        foreach (var request in Provocations.RequestsOf(probe).Where(request => request.Method == "GET"))
        {
            var get = await probe.SendAsync(request);
            var head = await probe.SendForBytesAsync(request with { Method = Head });
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
        foreach (var entry in probe.Entries.Where(entry => entry.Read.Method == "GET"))
        {
            var head = await probe.SendForBytesAsync(entry.Read.With(entry.Credential) with { Method = Head });
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) || head.IndexOf("\r\n\r\n", StringComparison.Ordinal) != head.Length - 4)
            {
                return $"{entry.Read}: {head}";
            }
        }

        return await EveryGetHasHead(probe);
    }

    /// <summary>With any value for its parameters a route may find nothing; what it answers to GET it answers to HEAD.</summary>
    private static async Task<string?> EveryGetHasHead(Probe probe)
    {
        foreach (var route in probe.Api.Routes.Where(route => route.Methods.Contains("GET")))
        {
            var get = await probe.SendForBytesAsync(probe.Signed(ProbeRequest.Get(route.Target)));
            var head = await probe.SendForBytesAsync(probe.Signed(new ProbeRequest(Head, route.Target)));
            if (head.Split("\r\n")[0] != get.Split("\r\n")[0] || !head.EndsWith("\r\n\r\n", StringComparison.Ordinal))
            {
                return $"HEAD {route.Target}: {head.Split("\r\n")[0]} for {get.Split("\r\n")[0]}";
            }
        }

        return null;
    }

    private static async Task<string?> OptionsNeedsNoKey(Probe probe)
    {
        var seen = new HashSet<string>();
        foreach (var target in probe.Api.Routes.Select(route => route.Target).Concat([probe.Read.Target, probe.Api.Base + "/nowhere"]))
        {
            var preflight = new ProbeRequest(Options, target).With("Origin", "https://app.example").With("Access-Control-Request-Method", "POST");
            foreach (var request in new[] { preflight, new ProbeRequest(Options, target) })
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
        foreach (var request in Provocations.RequestsOf(probe))
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
