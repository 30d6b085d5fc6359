using System.Net.Http;
using Lintel.Contracts;

namespace Lintel.Testing;

/// <summary>A request that has to be refused.</summary>
/// <param name="Request">The request.</param>
/// <param name="Conditions">The conditions of which it has to meet one.</param>
internal sealed record Provocation(ProbeRequest Request, params IReadOnlyList<Condition> Conditions);

/// <summary>What can be provoked from outside by one request, from what the target gives.</summary>
internal static class Provocations
{
    public static IEnumerable<Provocation> Of(Probe probe) =>
        [.. Credentials(probe), .. probe.Api.Refused.Select(refused => new Provocation(probe.RequestOf(refused), refused.Condition)), .. Routes(probe), .. Sizes(probe), .. Contents(probe), .. Hidden(probe)];

    /// <summary>The requests alone, for what has to hold for every error.</summary>
    public static IEnumerable<ProbeRequest> RequestsOf(Probe probe) => Of(probe).Select(provocation => provocation.Request);

    private static IEnumerable<Provocation> Credentials(Probe probe)
    {
        foreach (var entry in probe.Entries.Where(entry => entry.Credential.Fields.Count > 0))
        {
            yield return new(entry.Read, entry.Missing);
            foreach (var malformed in CredentialForms.Malformed(entry))
            {
                yield return new(malformed, Condition.CredentialMalformed);
            }

            foreach (var empty in CredentialForms.Empty(entry))
            {
                yield return new(empty, Condition.CredentialEmpty);
            }
        }
    }

    private static IEnumerable<Provocation> Routes(Probe probe)
    {
        yield return new(probe.Signed(ProbeRequest.Get(probe.Api.Base + "/nowhere")), Condition.RouteUnknown);
        yield return new(probe.Signed(ProbeRequest.Get(probe.Read.Target.Split('?')[0] + "/no/such/path")), Condition.RouteUnknown);
        yield return new(probe.Signed(new ProbeRequest("TRACE", probe.Read.Target)), Condition.MethodUnsupported);
        yield return new(probe.Signed(new ProbeRequest("BREW", probe.Read.Target)), Condition.MethodUnknown);
    }

    private static IEnumerable<Provocation> Sizes(Probe probe)
    {
        yield return new(probe.Signed(ProbeRequest.Get(Query.Add(probe.Read.Target, new string('x', probe.Contract.Sizes.Uri)))), Condition.RequestUriTooLong);
        yield return new(probe.Signed(probe.Read).With("X-Padding", new string('x', probe.Contract.Sizes.Headers)), Condition.RequestHeadersTooLarge);
        if (probe.Api.Write is not null)
        {
            yield return new(probe.Write with { Body = new byte[probe.Contract.Sizes.Body + 1] }, Condition.RequestTooLarge);
        }
    }

    private static IEnumerable<Provocation> Contents(Probe probe)
    {
        if (probe.Api.Write is null)
        {
            yield break;
        }

        yield return new(probe.Write.WithJson("{"), Condition.RequestMalformed);
        yield return new(probe.Write.Replacing("Content-Type", "text/plain"), Condition.RequestMediaType);
        yield return new(probe.Write.With("Content-Encoding", "gzip"), Condition.RequestEncoding);
        if (probe.Api.Faulty is { } faulty)
        {
            yield return new(probe.Write.WithJson(faulty.Body), Condition.RequestInvalid, Condition.RequestFieldMissing);
        }
    }

    private static IEnumerable<Provocation> Hidden(Probe probe) =>
        probe.Api.Hiding is { } hiding ? [new(probe.Signed(hiding.Hidden), Condition.ResourceMissing), new(probe.Signed(hiding.Absent), Condition.ResourceMissing)] : [];
}
