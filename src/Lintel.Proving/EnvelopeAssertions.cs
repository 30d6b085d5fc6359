using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Assertions 40 to 47.</summary>
internal static partial class EnvelopeAssertions
{
    private static readonly string[] Leaks =
    [
        "Exception",
        "   at ",
        ".cs",
        "SQLite",
        "Sqlite",
        "Npgsql",
        "System.",
        "Microsoft.",
        "Lintel.",
        "/home",
        "/tmp",
        "/work",
        "/usr",
        ".db"
    ];

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(40, "Content-Type matches the bytes.", TypeMatchesBytes),
        new(41, "The status in the body is that of the response.", StatusMatches)
        {
            Inapplicable = target => Has(target.Contract, EnvelopeVariable.Status) ? null : "The envelope has no status.",
        },
        new(
            42,
            "type resolves to a live HTML page.",
            TypeResolves) { Inapplicable = target => Has(target.Contract, EnvelopeVariable.Type) ? null : "The envelope has no type." },
        new(43, "Every response has exactly one request id, the same in header, body and log.", OneRequestId) { Partial = NoLog },
        new(44, "An inbound id with line ends, 10 kB or script is never echoed.", InboundIdIsNotEchoed) { Partial = NoLog },
        new(
            45,
            "A 500 has no stack, type name or path in it.",
            FailureTellsNothing) { Lacking = target => Failures(target).Any() ? null : "Give a ProbeCause for the definition of server.error." },
        new(46, "Every definition of the vendor's page is answered as recorded: status, headers, member order and bytes.", PageIsRecorded)
        {
            Inapplicable = target => IsVendors(target.Contract) ? null : "The contract is Lintel's own, and no vendor's page.",
        },
        new(47, "Every status and code that is sent has a definition and is on the reference page, and every definition is reached.", EveryDefinitionIsReached),
    ];

    public static string? NoLog(ProbeTarget target) => target.Inside is null ? "The log was not looked at: only IProbeInside can." : null;

    private static bool IsVendors(Contract contract) => contract.Api != Contract.Default.Api && contract.Errors.Any(IsPage);

    private static bool IsPage(ErrorDefinition definition) => definition is { Source: ErrorSource.Page, Retired: false };

    private static IEnumerable<ProbeCause> Failures(ProbeTarget target) =>
        target.Contract.TryGetError(Condition.ServerError, out var definition) ? target.Causes.Where(cause => cause.Code == definition.Code) : [];

    private static bool Has(Contract contract, EnvelopeVariable variable) => contract.Errors.Any(error => error.Template.Uses.Contains(variable));

    /// <summary>What is refused, and what succeeds.</summary>
    private static IEnumerable<ProbeRequest> Everything(Probe probe)
    {
        var successes = probe.Entries.Select(entry => entry.Read.With(entry.Credential));
        return Provocations.RequestsOf(probe).Concat(probe.Api.Write is null ? successes : successes.Append(probe.Write));
    }

    private static async Task<string?> TypeMatchesBytes(Probe probe)
    {
        foreach (var request in Everything(probe))
        {
            var response = await probe.SendAsync(request);
            var type = response.Header("Content-Type") ?? string.Empty;
            var expected = probe.CodeOf(response) is null ? "application/json" : probe.Contract.ContentType.Split(';')[0];
            if (type.Split(';')[0] != expected
                || !IsOfType(response.Body, expected)
                || (response.Header("Content-Length") is { } length && length != response.Body.Length.ToString()))
            {
                return $"{request}: {type}, {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static bool IsOfType(byte[] body, string type)
    {
        try
        {
            if (DefinitionCompiler.IsXml(type))
            {
                XDocument.Load(new MemoryStream(body));
                return true;
            }

            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (Exception exception) when (exception is JsonException or XmlException)
        {
            return false;
        }
    }

    private static async Task<string?> StatusMatches(Probe probe)
    {
        foreach (var request in Provocations.RequestsOf(probe))
        {
            var response = await probe.SendAsync(request);
            if (probe.Shows(response, EnvelopeVariable.Status) && probe.TextOf(response, EnvelopeVariable.Status) != response.Status.ToString())
            {
                return $"{request}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> TypeResolves(Probe probe)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        foreach (var type in await TypesOf(probe))
        {
            if (!Uri.TryCreate(probe.Api.Address, type, out var address))
            {
                return $"'{type}' is no address";
            }

            using var page = await client.GetAsync(address, probe.Cancellation);
            var text = await page.Content.ReadAsStringAsync(probe.Cancellation);
            if (!page.IsSuccessStatusCode
                || page.Content.Headers.ContentType?.MediaType != "text/html"
                || !text.Contains(type.Split('/')[^1], StringComparison.Ordinal))
            {
                return $"{type}: {(int)page.StatusCode} {page.Content.Headers.ContentType}";
            }
        }

        return null;
    }

    private static async Task<IReadOnlySet<string>> TypesOf(Probe probe)
    {
        var types = new HashSet<string>();
        foreach (var request in Provocations.RequestsOf(probe))
        {
            types.Add(probe.TextOf(await probe.SendAsync(request), EnvelopeVariable.Type) ?? string.Empty);
        }

        return types;
    }

    private static async Task<string?> OneRequestId(Probe probe)
    {
        var ids = new HashSet<string>();
        foreach (var request in Everything(probe))
        {
            var response = await probe.SendAsync(request);
            var values = response.Headers.Where(
                header => string.Equals(header.Key, probe.Contract.RequestId.Header, StringComparison.OrdinalIgnoreCase)).ToArray();
            var id = values.Length == 1 ? values[0].Value : string.Empty;
            if (!ids.Add(id) || id.Length != probe.Contract.RequestId.Prefix.Length + probe.Contract.RequestId.Digits)
            {
                return $"{request}: {values.Length} ids, '{id}'";
            }

            if (await LogDiffers(probe, response, id) is { } logged)
            {
                return $"{request}: {logged}";
            }

            if (probe.CodeOf(response) is not null && probe.TextOf(response, EnvelopeVariable.RequestId) != id)
            {
                return $"{request}: '{id}' is not in {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> LogDiffers(Probe probe, RawResponse response, string id)
    {
        if (probe.Api.Inside is not { } inside)
        {
            return null;
        }

        var logged = await inside.FindRequestAsync(id, probe.Cancellation);
        return logged?.Status == response.Status && logged.Api == probe.Contract.Api && logged.Code == probe.CodeOf(response)
            ? null
            : $"the log has {logged?.ToString() ?? "nothing"}";
    }

    private static async Task<string?> InboundIdIsNotEchoed(Probe probe)
    {
        string[] inbound = ["<script>alert(1)</script>", "%0d%0aX-Evil:1", new string('i', 10_000), "evil\tid", "\"evil\":1", "\u00c3\u00a9vil"];
        foreach (var id in inbound)
        {
            foreach (var request in new[] { probe.Read, probe.Signed(probe.Read) })
            {
                var response = await probe.SendAsync(request.With(probe.Contract.RequestId.Header, id));
                if (response.Everything().Contains(id[..Math.Min(8, id.Length)], StringComparison.OrdinalIgnoreCase)
                    || !await IsRecordedSafely(probe, response))
                {
                    return $"{id[..Math.Min(30, id.Length)]}: {response.Everything()}";
                }
            }
        }

        return await LineEndIsRefused(probe);
    }

    private static async Task<bool> IsRecordedSafely(Probe probe, RawResponse response)
    {
        if (probe.Api.Inside is not { } inside)
        {
            return true;
        }

        var logged = await inside.FindRequestAsync(probe.RequestIdOf(response), probe.Cancellation);
        return logged?.InboundId is { Length: > 0 and <= 128 } recorded && recorded.All(c => c is > ' ' and <= '~');
    }

    private static async Task<string?> LineEndIsRefused(Probe probe)
    {
        foreach (var end in new[] { "\r", "\n", "\r\n " })
        {
            var request = probe.Signed(probe.Read).With(probe.Contract.RequestId.Header, $"evil{end}X-Evil");
            var response = await probe.SendAsync(request);
            if (response.Status != probe.Definition(Condition.RequestUnreadable).Status
                || response.Everything().Contains("evil", StringComparison.OrdinalIgnoreCase))
            {
                return $"{string.Join(' ', end.Select(c => (int)c))}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> FailureTellsNothing(Probe probe)
    {
        foreach (var cause in Failures(probe.Api))
        {
            await using var scene = await cause.ArrangeAsync(probe.Cancellation);
            var response = await probe.SendAsync(scene);
            var told = Leaks.Concat(scene.Untold).Where(leak => response.Everything().Contains(leak, StringComparison.Ordinal)).ToArray();
            if (probe.Unlike(response, Condition.ServerError) is { } other)
            {
                return other;
            }

            if (told.Length > 0)
            {
                return $"{string.Join(", ", told)} in {response.Everything()}";
            }
        }

        return null;
    }

    private static async Task<string?> PageIsRecorded(Probe probe)
    {
        var unrecorded = new List<string>();
        foreach (var definition in probe.Contract.Errors.Where(IsPage))
        {
            var result = await probe.Prober!.ProvokeAsync(definition.Code, probe.Cancellation);
            if (result.Verdict == ProbeVerdict.Broken)
            {
                return $"{definition.Code}: {result.Why}";
            }

            if (!result.Recorded)
            {
                unrecorded.Add(definition.Code);
            }
        }

        return unrecorded.Count == 0 ? null : throw new UnprovokedException($"Give a ProbeCause with a recorded answer for {string.Join(", ", unrecorded)}.");
    }

    private static async Task<string?> EveryDefinitionIsReached(Probe probe)
    {
        var unreached = new List<string>();
        foreach (var definition in probe.Contract.Errors.Where(definition => !definition.Retired))
        {
            var result = await probe.Prober!.ProvokeAsync(definition.Code, probe.Cancellation);
            if (result.Verdict == ProbeVerdict.Broken)
            {
                return $"{definition.Code}: {result.Why}";
            }

            if (result.Verdict == ProbeVerdict.NotProvoked)
            {
                unreached.Add(definition.Code);
            }
        }

        var difference = probe.Api.ReferencePage is { } page ? await PageDiffers(probe, page) : null;
        return difference is not null || unreached.Count == 0
            ? difference
            : throw new UnprovokedException($"Nothing was given for {string.Join(", ", unreached)}.");
    }

    /// <summary>The page lists exactly the definitions, each with its status, and has a page for each.</summary>
    private static async Task<string?> PageDiffers(Probe probe, string page)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = probe.Api.Address };
        var text = await client.GetStringAsync(new Uri(page, UriKind.Relative), probe.Cancellation);
        var definitions = probe.Contract.Errors.Where(definition => !definition.Retired).Select(
            definition => (definition.Code, definition.Status.ToString())).ToHashSet();
        var documented = DocumentedDefinition().Matches(text).Select(match => (match.Groups["code"].Value, match.Groups["status"].Value)).ToHashSet();
        if (!definitions.SetEquals(documented))
        {
            return $"the page differs in {string.Join(", ", definitions.Except(documented).Concat(documented.Except(definitions)))}";
        }

        foreach (var (code, _) in definitions)
        {
            using var answer = await client.GetAsync(new Uri($"{page}/errors/{Uri.EscapeDataString(code)}", UriKind.Relative), probe.Cancellation);
            if (!answer.IsSuccessStatusCode)
            {
                return $"{page}/errors/{code}: {(int)answer.StatusCode}";
            }
        }

        return null;
    }

    [GeneratedRegex(
        """<tr data-code="(?<code>[^"]+)" data-status="(?<status>\d{3})">""",
        RegexOptions.ExplicitCapture,
        1000)]
    private static partial Regex DocumentedDefinition();
}
