using Lintel.Contracts;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Assertions 13 to 18.</summary>
internal static class AuthorisationAssertions
{
    private const string AllowedElsewhere = "203.0.113.7";
    private const int FailuresPerMinute = 600;

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(13, "A missing scope is answered by 403 with error=\"insufficient_scope\" and scope=.", contract => contract.Scopes.Count > 0, MissingScopeIsNamed),
        new(14, "An address that is not allowed has its own code, and the list is not told.", LooksAtAddresses, AddressHasItsOwnCode),
        new(15, "X-Forwarded-For of an untrusted peer changes neither allowlist nor bucket.", SpoofedAddressIsIgnored),
        new(16, "::ffff:a.b.c.d matches the rule for a.b.c.d.", LooksAtAddresses, MappedAddressMatches),
        new(17, "A plan without the feature is answered by 403 with a code of its own.", contract => contract.Order.Contains(Stage.Plan), PlanHasItsOwnCode),
        new(18, "A record of another account is answered as one that nobody has, to the byte.", contract => contract.Api != Contract.Default.Api, HiddenIsAbsent),
    ];

    private static bool LooksAtAddresses(Contract contract) => contract.Order.Contains(Stage.Address);

    private static async Task<string?> MissingScopeIsNamed(Probe probe)
    {
        var (key, request, scope) = probe.Api.Unscoped!.Value;
        var response = await probe.SendAsync(probe.Api.Signed(request, key));
        var challenge = Challenge.Parse(response.Header("WWW-Authenticate") ?? string.Empty);
        var named = challenge?.Parameters.GetValueOrDefault("error") == "insufficient_scope" && challenge.Parameters.GetValueOrDefault("scope") == scope;
        return probe.Unlike(response, Condition.ScopeMissing) ?? (response.Status == 403 && named ? null : $"{response.Status} {response.Header("WWW-Authenticate")}");
    }

    private static async Task<string?> AddressHasItsOwnCode(Probe probe)
    {
        var response = await probe.SendAsync(probe.Api.Signed(probe.Api.Read, probe.Api.AddressKeys!.Value.Elsewhere));
        if (probe.Unlike(response, Condition.AddressForbidden) is { } other)
        {
            return other;
        }

        var shared = probe.Row(Condition.AddressForbidden) == probe.Row(Condition.ScopeMissing) || probe.Row(Condition.AddressForbidden) == probe.Row(Condition.CredentialInvalid);
        return shared || Everything(response).Contains(AllowedElsewhere, StringComparison.Ordinal) ? Everything(response) : null;
    }

    private static async Task<string?> SpoofedAddressIsIgnored(Probe probe)
    {
        if (probe.Api.AddressKeys is { } keys)
        {
            foreach (var name in new[] { "X-Forwarded-For", "Forwarded", "X-Real-IP" })
            {
                var spoofed = probe.Api.Signed(probe.Api.Read, keys.Elsewhere).With(name, name == "Forwarded" ? $"for={AllowedElsewhere}" : AllowedElsewhere);
                if (probe.Unlike(await probe.SendAsync(spoofed), Condition.AddressForbidden) is { } other)
                {
                    return $"{name}: {other}";
                }
            }
        }

        const string Peer = "127.0.0.15";
        for (var i = 0; i < FailuresPerMinute; i++)
        {
            await probe.SendAsync(probe.Api.Read.With("X-Forwarded-For", $"198.51.{i / 250}.{i % 250}"), Peer);
        }

        var last = await probe.SendAsync(probe.Api.Read.With("X-Forwarded-For", "192.0.2.1"), Peer);
        return probe.Unlike(last, Condition.RateExceeded);
    }

    private static async Task<string?> MappedAddressMatches(Probe probe)
    {
        var request = probe.Api.Signed(probe.Api.Read, probe.Api.AddressKeys!.Value.Mapped);
        var refused = probe.Unlike(await probe.SendAsync(request), Condition.AddressForbidden);
        var response = await probe.SendAsync(request, ConformanceHost.MappedPeer);
        return refused ?? (response.Status == 200 ? null : Probe.Show(response));
    }

    private static async Task<string?> PlanHasItsOwnCode(Probe probe)
    {
        var response = await probe.SendAsync(probe.Api.Signed(probe.Api.Read, probe.Api.PlanlessKey!));
        var shared = probe.Contract.TryGetError(Condition.ScopeMissing, out var scope) && scope == probe.Row(Condition.PlanInactive);
        return probe.Unlike(response, Condition.PlanInactive) ?? (response.Status == 403 && !shared ? null : Probe.Show(response));
    }

    private static async Task<string?> HiddenIsAbsent(Probe probe)
    {
        var (hidden, absent) = probe.Api.Hiding!.Value;
        var one = Comparable(probe, await probe.SendAsync(probe.Signed(hidden.Request)), hidden.Id);
        var other = Comparable(probe, await probe.SendAsync(probe.Signed(absent.Request)), absent.Id);
        return one == other && one.StartsWith("404", StringComparison.Ordinal) ? null : $"{one} and {other}";
    }

    private static string Comparable(Probe probe, RawResponse response, string id)
    {
        string[] counted = ["Date", "Content-Length", "X-RateLimit-Remaining"];
        var headers = response.Headers.Where(header => !counted.Contains(header.Key)).Select(header => $"{header.Key}: {header.Value}");
        return $"{response.Status} {string.Join("; ", headers)} {response.Text}"
            .Replace(probe.RequestIdOf(response), "ID", StringComparison.Ordinal)
            .Replace(id, "RECORD", StringComparison.Ordinal);
    }

    private static string Everything(RawResponse response) => $"{string.Join("; ", response.Headers.Select(header => $"{header.Key}: {header.Value}"))} {response.Text}";
}
