using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>A request that has to be refused.</summary>
/// <param name="Request">The request.</param>
/// <param name="Definitions">The definitions of which one has to answer it.</param>
internal sealed record Provocation(ProbeRequest Request, IReadOnlyList<ErrorDefinition> Definitions);

/// <summary>What can be provoked from outside by one request, from what the target gives.</summary>
internal static class Provocations
{
    public static IEnumerable<Provocation> Of(Probe probe) =>
        [.. Credentials(probe), .. probe.Refused.Select(
            refused => Met(probe, probe.RequestOf(refused), refused.Condition)), .. Routes(probe), .. Sizes(probe), .. Contents(probe), .. Hidden(probe)];

    /// <summary>The requests alone, for what has to hold for every error.</summary>
    public static IEnumerable<ProbeRequest> RequestsOf(Probe probe) => Of(probe).Select(provocation => provocation.Request);

    private static IEnumerable<Provocation> Credentials(Probe probe)
    {
        foreach (var entry in probe.Entries.Where(entry => entry.Credential.Fields.Count > 0))
        {
            yield return Met(probe, entry.Read, entry.Missing);
            foreach (var malformed in CredentialForms.Malformed(entry))
            {
                yield return Met(probe, malformed, CredentialForms.MalformedOf(entry));
            }

            foreach (var empty in CredentialForms.Empty(entry))
            {
                yield return Met(probe, empty, Condition.CredentialEmpty, entry.Missing, CredentialForms.MalformedOf(entry));
            }
        }
    }

    private static IEnumerable<Provocation> Routes(Probe probe)
    {
        yield return Met(probe, probe.Signed(ProbeRequest.Get(probe.Api.Base + "/nowhere")), Condition.RouteUnknown);
        yield return Met(probe, probe.Signed(ProbeRequest.Get(probe.Read.Target.Split('?')[0] + "/no/such/path")), Condition.RouteUnknown);
        yield return Met(probe, probe.Signed(new ProbeRequest("TRACE", probe.Read.Target)), Condition.MethodUnsupported);
        yield return Met(probe, probe.Signed(new ProbeRequest("BREW", probe.Read.Target)), Condition.MethodUnknown);
    }

    private static IEnumerable<Provocation> Sizes(Probe probe)
    {
        yield return Met(
            probe,
            probe.Signed(ProbeRequest.Get(Query.Add(probe.Read.Target, new string('x', probe.Contract.Sizes.Uri)))),
            Condition.RequestUriTooLong);
        yield return Met(probe, probe.Signed(probe.Read).With("X-Padding", new string('x', probe.Contract.Sizes.Headers)), Condition.RequestHeadersTooLarge);
        if (probe.Api.Write is not null)
        {
            yield return Met(probe, probe.Write with { Body = new byte[probe.Contract.Sizes.Body + 1] }, Condition.RequestTooLarge);
        }
    }

    private static IEnumerable<Provocation> Contents(Probe probe)
    {
        if (probe.Api.Write is null)
        {
            yield break;
        }

        yield return Met(probe, probe.Write.WithJson("{"), Condition.RequestMalformed);
        yield return Met(probe, probe.Write.Replacing("Content-Type", "text/plain"), Condition.RequestMediaType);
        yield return Met(probe, probe.Write.With("Content-Encoding", "gzip"), Condition.RequestEncoding);
        if (probe.Api.Faulty is { } faulty)
        {
            yield return Met(probe, probe.Write.WithJson(faulty.Body), Condition.RequestInvalid, Condition.RequestFieldMissing);
        }
    }

    private static IEnumerable<Provocation> Hidden(Probe probe)
    {
        if (probe.Api.Hiding is not { } hiding)
        {
            return [];
        }

        var definition = hiding.Code is null ? probe.Definition(Condition.ResourceMissing) : probe.Definition(hiding.Code);
        return [new(probe.Signed(hiding.Hidden), [definition]), new(probe.Signed(hiding.Absent), [definition])];
    }

    private static Provocation Met(Probe probe, ProbeRequest request, params IReadOnlyList<Condition> conditions) =>
        new(request, [.. conditions.Select(probe.Definition)]);
}
