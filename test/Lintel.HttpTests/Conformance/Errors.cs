namespace Lintel.HttpTests.Conformance;

/// <summary>Requests that every API refuses, one for each reason that needs no preparation.</summary>
internal static class Errors
{
    public static IEnumerable<Request> Of(Probe probe)
    {
        var api = probe.Api;
        var credential = probe.Contract.Credentials[0].Header;
        yield return api.Read;
        yield return api.Read.With(credential, "Basic dTpw");
        foreach (var (_, key) in api.DeadKeys)
        {
            yield return api.Signed(api.Read, key);
        }

        yield return probe.Signed(Request.Get(api.Base + "/nowhere"));
        yield return probe.Signed(Request.Get(api.Write.Target + "/no/such/path"));
        yield return probe.Signed(new Request("TRACE", api.Read.Target));
        yield return probe.Signed(new Request("BREW", api.Read.Target));
        yield return probe.Signed(Request.Get($"{api.Read.Target}?{new string('x', probe.Contract.Sizes.Uri)}"));
        yield return probe.Signed(api.Read).With("X-Padding", new string('x', probe.Contract.Sizes.Headers));
        yield return probe.Signed(api.Write) with { Body = new byte[probe.Contract.Sizes.Body + 1] };
        yield return probe.Signed(api.Write).WithJson("{");
        yield return probe.Signed(api.Write).WithJson(api.Faulty.Body);
        yield return probe.Signed(api.Write).Replacing("Content-Type", "text/plain");
        yield return probe.Signed(api.Write).With("Content-Encoding", "gzip");
        if (api.Unscoped is { } unscoped)
        {
            yield return api.Signed(unscoped.Request, unscoped.Key);
        }

        if (api.PlanlessKey is { } planless)
        {
            yield return api.Signed(api.Read, planless);
        }

        if (api.AddressKeys is { } keys)
        {
            yield return api.Signed(api.Read, keys.Elsewhere);
        }

        if (api.Hiding is { } hiding)
        {
            yield return probe.Signed(hiding.Hidden.Request);
        }
    }
}
