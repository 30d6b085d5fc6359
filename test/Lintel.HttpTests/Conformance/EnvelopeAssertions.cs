using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Host.Startup;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;

namespace Lintel.HttpTests.Conformance;

/// <summary>Assertions 40 to 47.</summary>
internal static class EnvelopeAssertions
{
    private static readonly string[] Leaks = ["Exception", "   at ", ".cs", "SQLite", "Sqlite", "System.", "Microsoft.", "Lintel.", "/home", "/tmp", "/work", ".db", "secret of the handler"];

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(40, "Content-Type matches the bytes.", TypeMatchesBytes),
        new(41, "The status in the body is that of the response.", contract => Has(contract.Envelope, EnvelopeVariable.Status), StatusMatches),
        new(42, "type resolves to a live HTML page.", contract => Has(contract.Envelope, EnvelopeVariable.Type), TypeResolves),
        new(43, "Every response has exactly one request id, the same in header, body and log.", OneRequestId),
        new(44, "An inbound id with line ends, 10 kB or script is never echoed.", InboundIdIsNotEchoed),
        new(45, "A 500 has no stack, type name or path in it.", FailureTellsNothing),
        new(46, "Every row of the vendor's page is recorded, and the recording has its status.", PageIsRecorded),
        new(47, "Every row is recorded, and every status and code that is sent is a row.", EveryRowIsReached),
    ];

    private static bool Has(EnvelopeValue.Group group, EnvelopeVariable variable) => group.Members.Any(member => member.Value switch
    {
        EnvelopeValue.Group inner => Has(inner, variable),
        EnvelopeValue.Variable found => found.Name == variable,
        _ => false,
    });

    private static async Task<string?> TypeMatchesBytes(Probe probe)
    {
        foreach (var request in Errors.Of(probe).Append(probe.Signed(probe.Api.Read)).Append(probe.Signed(probe.Api.Write)))
        {
            var response = await probe.SendAsync(request);
            var type = response.Header("Content-Type") ?? string.Empty;
            var expected = response.Status >= 400 ? probe.Contract.ContentType : "application/json";
            if (type.Split(';')[0] != expected || !IsJson(response.Body) || response.Header("Content-Length") is { } length && length != response.Body.Length.ToString())
            {
                return $"{request}: {type}, {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static bool IsJson(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static async Task<string?> StatusMatches(Probe probe)
    {
        foreach (var request in Errors.Of(probe))
        {
            var response = await probe.SendAsync(request);
            if (probe.MemberOf(response, EnvelopeVariable.Status)?.GetValue<int>() != response.Status)
            {
                return $"{request}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> TypeResolves(Probe probe)
    {
        foreach (var type in await TypesOf(probe))
        {
            using var page = await probe.Host.Client.GetAsync(type);
            var text = await page.Content.ReadAsStringAsync();
            if (!page.IsSuccessStatusCode || page.Content.Headers.ContentType?.MediaType != "text/html" || !text.Contains(type.Split('/')[^1], StringComparison.Ordinal))
            {
                return $"{type}: {(int)page.StatusCode} {page.Content.Headers.ContentType}";
            }
        }

        return null;
    }

    private static async Task<IReadOnlySet<string>> TypesOf(Probe probe)
    {
        var types = new HashSet<string>();
        foreach (var request in Errors.Of(probe))
        {
            types.Add(probe.MemberOf(await probe.SendAsync(request), EnvelopeVariable.Type)!.ToString());
        }

        return types;
    }

    private static async Task<string?> OneRequestId(Probe probe)
    {
        var ids = new HashSet<string>();
        foreach (var request in Errors.Of(probe).Append(probe.Signed(probe.Api.Read)).Append(probe.Signed(probe.Api.Write)))
        {
            var response = await probe.SendAsync(request);
            var values = response.Headers.Where(header => string.Equals(header.Key, probe.Contract.RequestId.Header, StringComparison.OrdinalIgnoreCase)).ToArray();
            var id = values.Length == 1 ? values[0].Value : string.Empty;
            if (!ids.Add(id) || id.Length != probe.Contract.RequestId.Prefix.Length + probe.Contract.RequestId.Digits)
            {
                return $"{request}: {values.Length} ids, '{id}'";
            }

            var logged = await probe.Host.FindRequestAsync(id);
            if (logged?.Status != response.Status || logged.Api != probe.Contract.Api)
            {
                return $"{request}: the log has {logged}";
            }

            if (response.Status >= 400 && probe.MemberOf(response, EnvelopeVariable.RequestId)?.ToString() != id)
            {
                return $"{request}: '{id}' is not in {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> InboundIdIsNotEchoed(Probe probe)
    {
        string[] inbound = ["<script>alert(1)</script>", "%0d%0aX-Evil:1", new string('i', 10_000), "evil\tid", "\"evil\":1", "\u00e9vil"];
        foreach (var id in inbound)
        {
            foreach (var request in new[] { probe.Api.Read, probe.Signed(probe.Api.Read) })
            {
                var response = await probe.SendAsync(request.With(probe.Contract.RequestId.Header, id));
                var everything = string.Join('\n', response.Headers.Select(header => $"{header.Key}: {header.Value}")) + response.Text;
                var logged = await probe.Host.FindRequestAsync(probe.RequestIdOf(response));
                var recorded = logged?.InboundId ?? string.Empty;
                if (everything.Contains(id[..Math.Min(8, id.Length)], StringComparison.OrdinalIgnoreCase) || recorded.Length is 0 or > 128 || recorded.Any(c => c is <= ' ' or > '~'))
                {
                    return $"{id[..Math.Min(30, id.Length)]}: {everything}, recorded as '{recorded}'";
                }
            }
        }

        return await LineEndIsRefused(probe);
    }

    private static async Task<string?> LineEndIsRefused(Probe probe)
    {
        foreach (var end in new[] { "\r", "\n", "\r\n " })
        {
            var request = probe.Signed(probe.Api.Read).With(probe.Contract.RequestId.Header, $"evil{end}X-Evil");
            var response = await probe.SendAsync(request);
            if (response.Status != 400 || response.Text.Contains("evil", StringComparison.OrdinalIgnoreCase) || response.Headers.Any(header => header.Value.Contains("evil", StringComparison.OrdinalIgnoreCase)))
            {
                return $"{string.Join(' ', end.Select(c => (int)c))}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    /// <summary>In a process of its own, for it takes away its database.</summary>
    private static async Task<string?> FailureTellsNothing(Probe probe)
    {
        var customization = new HostCustomization
        {
            Operations = management => management.MapGet("/throwing", (Func<string>)(() => throw new InvalidOperationException("secret of the handler"))).WithoutCredential(),
        };
        await using var host = await LintelHost.StartAsync(new LintelHostOptions { Customization = customization });
        using var away = host.MoveStoreAway(probe.Api.StoreFile);
        var request = probe.Contract.Api == Contract.Default.Api ? Request.Get(probe.Api.Base + "/throwing") : Signed(host, probe);
        var response = await host.Raw.SendAsync(request.ToBytes(probe.HostName));
        Assert.NotNull(response);
        var everything = string.Join('\n', response.Headers.Select(header => $"{header.Key}: {header.Value}")) + response.Text;
        var leaks = Leaks.Where(leak => everything.Contains(leak, StringComparison.Ordinal)).ToArray();
        return probe.Unlike(response, Condition.ServerError) ?? (response.Status == 500 && leaks.Length == 0 ? null : $"{string.Join(", ", leaks)} in {everything}");
    }

    private static Request Signed(LintelHost host, Probe probe) => probe.Contract.Api switch
    {
        "trackpilots" => probe.Api.Signed(probe.Api.StoredRead, host.DemoText("trackpilots.keys.active")),
        "pixel" => probe.Api.Signed(probe.Api.StoredRead, host.DemoText("pixel.keys.readWrite")),
        _ => probe.Api.Signed(probe.Api.StoredRead, host.DemoText("fieldservice.keys.full")),
    };

    private static Task<string?> PageIsRecorded(Probe probe) =>
        Task.FromResult(Unrecorded(probe.Contract, probe.Contract.Errors.Where(error => error.Source == ErrorSource.Page)));

    private static async Task<string?> EveryRowIsReached(Probe probe)
    {
        foreach (var request in Errors.Of(probe))
        {
            var response = await probe.SendAsync(request);
            if (!probe.Contract.TryGetError(probe.CodeOf(response) ?? string.Empty, out var row) || row.Retired || row.Status != response.Status)
            {
                return $"{request}: {Probe.Show(response)}";
            }
        }

        return Unrecorded(probe.Contract, probe.Contract.Errors);
    }

    private static string? Unrecorded(Contract contract, IEnumerable<ErrorDefinition> rows)
    {
        var recorded = GoldenFiles.All.Select(GoldenExchange.Read).Where(exchange => exchange.Api == contract.Api).ToLookup(exchange => exchange.Code, exchange => exchange.Response.Status);
        var missing = rows.Where(row => !row.Retired && !recorded[row.Code].Contains(row.Status)).Select(row => row.Code).ToArray();
        return missing.Length == 0 ? null : $"no recording of {string.Join(", ", missing)}";
    }
}
