using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Assertions 13 to 19.</summary>
internal static class AuthorisationAssertions
{
    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(13, "A missing scope is answered by 403 with error=\"insufficient_scope\" and scope=.", MissingScopeIsNamed)
        {
            Inapplicable = target => target.Contract.Scopes.Count == 0 ? "The contract has no scopes." : null,
            Lacking = target => target.Refused.Any(refused => refused is { Scope: not null }) ? null : "Give a credential without a scope, and the scope.",
        },
        new(14, "An address that is not allowed has its own code, and the list is not told.", AddressHasItsOwnCode)
        {
            Inapplicable = NoAddresses,
            Lacking = target => target.Refused.Any(refused => refused.Condition == Condition.AddressForbidden && refused.Untold is not null)
                ? null
                : "Give a credential for another address, and the address.",
        },
        new(15, "X-Forwarded-For of an untrusted peer changes neither allowlist nor bucket.", SpoofedAddressIsIgnored)
        {
            Inapplicable = target => target.Contract.Credentials.Count == 0 ? "The contract reads no credential." : null,
        },
        new(16, "::ffff:a.b.c.d matches the rule for a.b.c.d.", MappedAddressMatches)
        {
            Inapplicable = NoAddresses,
            Lacking = target => target.Mapped is null ? "Give a credential for one address, and a peer there that is seen as IPv6-mapped." : null,
        },
        new(17, "A plan without the feature is answered by 403 with a code of its own.", PlanHasItsOwnCode)
        {
            Inapplicable = target => target.Contract.Order.Contains(StageDescriptor.Plan) ? null : "The contract does not look at plans.",
            Lacking = target => target.Refused.Any(refused => refused.Condition == Condition.PlanInactive)
                ? null
                : "Give a credential of an account without the plan.",
        },
        new(18, "A record of another account is answered as one that nobody has, to the byte.", HiddenIsAbsent)
        {
            Inapplicable = target => target.Contract.Api == Contract.Default.Api ? "The operator sees the records of every account." : null,
            Lacking = target => target.Hiding is null ? "Give a record of another account, and an id that nobody has." : null,
        },
        Assertion.Silent(19, "A contract may choose 403 for hidden records.", "It permits, and demands nothing; where 403 is chosen, 18 is waived."),
    ];

    private static string? NoAddresses(ProbeTarget target) =>
        target.Contract.Order.Contains(StageDescriptor.Address) ? null : "The contract does not look at addresses.";

    private static async Task<string?> MissingScopeIsNamed(Probe probe)
    {
        foreach (var unscoped in probe.Api.Refused.Where(refused => refused.Scope is not null))
        {
            var response = await probe.SendAsync(probe.RequestOf(unscoped));
            if (probe.Unlike(response, unscoped.Condition) is { } other)
            {
                return other;
            }

            var challenge = Challenge.Parse(response.Header("WWW-Authenticate") ?? string.Empty);
            if (response.Status != 403
                || challenge?.Parameters.GetValueOrDefault("error") != "insufficient_scope"
                || challenge.Parameters.GetValueOrDefault("scope") != unscoped.Scope)
            {
                return $"{response.Status} {response.Header("WWW-Authenticate")}";
            }
        }

        return null;
    }

    private static async Task<string?> AddressHasItsOwnCode(Probe probe)
    {
        var definition = probe.Definition(Condition.AddressForbidden);
        if (Differing(probe, Condition.AddressForbidden).FirstOrDefault(other => other == definition) is { } shared)
        {
            return $"{shared.Code} answers something else too";
        }

        foreach (var elsewhere in probe.RefusedBy(Condition.AddressForbidden))
        {
            var response = await probe.SendAsync(probe.RequestOf(elsewhere));
            if (probe.Unlike(response, definition) is { } other)
            {
                return other;
            }

            if (elsewhere.Untold is { } untold && response.Everything().Contains(untold, StringComparison.Ordinal))
            {
                return response.Everything();
            }
        }

        return null;
    }

    private static async Task<string?> SpoofedAddressIsIgnored(Probe probe)
    {
        foreach (var elsewhere in probe.RefusedBy(Condition.AddressForbidden).Where(refused => refused.Untold is not null))
        {
            foreach (var name in new[] { "X-Forwarded-For", "Forwarded", "X-Real-IP" })
            {
                var spoofed = probe.RequestOf(elsewhere).With(name, name == "Forwarded" ? $"for={elsewhere.Untold}" : elsewhere.Untold!);
                if (probe.Unlike(await probe.SendAsync(spoofed), Condition.AddressForbidden) is { } other)
                {
                    return $"{name}: {other}";
                }
            }
        }

        await probe.NextWindowAsync();
        for (var i = 0; i < probe.Api.FailedAuthenticationsPerMinute; i++)
        {
            await Flood.SendAsync(probe, probe.Read.With("X-Forwarded-For", $"198.51.{i / 250}.{i % 250}"));
        }

        var last = await Flood.SendAsync(probe, probe.Read.With("X-Forwarded-For", "192.0.2.1"));
        return probe.Unlike(last, Condition.RateExceeded);
    }

    private static async Task<string?> MappedAddressMatches(Probe probe)
    {
        var request = probe.Read.With(probe.Api.Mapped!.Credential);
        var refused = probe.Unlike(await probe.SendAsync(request), Condition.AddressForbidden);
        var response = await probe.SendAsync(request, probe.Api.Mapped.Peer);
        return refused ?? (response.Status == 200 ? null : Probe.Show(response));
    }

    private static async Task<string?> PlanHasItsOwnCode(Probe probe)
    {
        var definition = probe.Definition(Condition.PlanInactive);
        foreach (var planless in probe.RefusedBy(Condition.PlanInactive))
        {
            var response = await probe.SendAsync(probe.RequestOf(planless));
            if (probe.Unlike(response, definition) is { } other)
            {
                return other;
            }
        }

        return definition.Status == 403 && !Differing(probe, Condition.PlanInactive).Contains(definition)
            ? null
            : $"{definition.Status} {definition.Code} answers something else too, or is no 403";
    }

    /// <summary>The definitions of what a refusal must not be confused with.</summary>
    private static IEnumerable<ErrorDefinition> Differing(Probe probe, Condition condition) =>
        new[] { Condition.ScopeMissing, Condition.CredentialInvalid, Condition.AddressForbidden, Condition.PlanInactive }
            .Where(other => other != condition)
            .Select(other => probe.Contract.TryGetError(other, out var definition) ? definition : null)
            .OfType<ErrorDefinition>();

    private static async Task<string?> HiddenIsAbsent(Probe probe)
    {
        var hiding = probe.Api.Hiding!;
        var hidden = await probe.SendAsync(probe.Signed(hiding.Hidden));
        var absent = await probe.SendAsync(probe.Signed(hiding.Absent));
        if (hidden.Status != 404)
        {
            return Probe.Show(hidden);
        }

        var (one, two) = (Comparable(probe, hidden, hiding.HiddenId), Comparable(probe, absent, hiding.AbsentId));
        return one == two ? null : $"{one} and {two}";
    }

    private static string Comparable(Probe probe, RawResponse response, string id)
    {
        string[] counted = ["Date", "Content-Length", "X-RateLimit-Remaining", "RateLimit"];
        var headers = response.Headers.Where(header => !counted.Contains(header.Key)).Select(header => $"{header.Key}: {header.Value}");
        return $"{response.Status} {string.Join("; ", headers)} {response.Text}"
            .Replace(probe.RequestIdOf(response), "ID", StringComparison.Ordinal)
            .Replace(id, "RECORD", StringComparison.Ordinal);
    }
}
