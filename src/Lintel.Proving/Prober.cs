using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>
/// Points at a running API and fires every failure that can be provoked from outside: each credential fault, each method on each route, sizes,
/// framing, media types, encodings, JSON faults, odd <c>Accept</c>, limits. It reports for each definition of the catalog and for each numbered assertion
/// whether it holds, and never what it has not seen.
/// </summary>
/// <remarks>
/// It sends some thousands of requests, uses up a limit where one is given, and makes failed authentications until the API stops answering them:
/// point it at a process that nobody else needs. One check at a time.
/// </remarks>
public sealed class Prober
{
    private readonly ProbeTarget _target;
    private readonly FailureBudget _failures = new();
    private readonly Dictionary<string, DefinitionResult> _definitions = [];

    /// <summary>A prober of one API.</summary>
    /// <exception cref="ArgumentException">The target's address is not plain HTTP, or it has no way in.</exception>
    public Prober(ProbeTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (!target.Address.IsAbsoluteUri || target.Address.Scheme != Uri.UriSchemeHttp)
        {
            throw new ArgumentException("The prober speaks plain HTTP: give the address that is behind TLS, such as http://127.0.0.1:8080.", nameof(target));
        }

        if (target.Entries.Count == 0)
        {
            throw new ArgumentException(
                "The prober needs a way in: a credential and a read that it opens. For an API without credentials it is ProbeCredential.None.",
                nameof(target));
        }

        _target = target with
        {
            Entries = [.. target.Entries.Select(
            entry => entry.Scheme is null ? entry with { Scheme = target.Contract.Credentials.FirstOrDefault(scheme => scheme is not CustomScheme) } : entry)]
        };
    }

    /// <summary>The numbers of all assertions.</summary>
    public static IReadOnlyList<int> Assertions { get; } = [.. AssertionTable.All.Select(assertion => assertion.Number)];

    /// <summary>Provokes every definition and checks every assertion.</summary>
    public async Task<ProbeReport> RunAsync(CancellationToken cancellationToken = default)
    {
        await RequireSamplesAsync(cancellationToken);
        var definitions = new List<DefinitionResult>();
        foreach (var definition in _target.Contract.Errors.Where(definition => !definition.Retired))
        {
            definitions.Add(await ProvokeAsync(definition.Code, cancellationToken));
        }

        var assertions = new List<AssertionResult>();
        foreach (var number in Assertions)
        {
            assertions.Add(await CheckAsync(number, cancellationToken));
        }

        return new ProbeReport(_target.Contract, definitions, assertions);
    }

    /// <summary>Sends the requests that the checks vary: a check that bends one that never worked would prove nothing.</summary>
    /// <exception cref="ProbeException">One of them does not succeed.</exception>
    public async Task RequireSamplesAsync(CancellationToken cancellationToken = default)
    {
        var probe = new Probe(_target, _failures, cancellationToken);
        var samples = _target.Entries.Select(entry => entry.Read.With(entry.Credential));
        foreach (var request in _target.Write is null ? samples : samples.Append(probe.Write))
        {
            var response = await probe.SendAsync(request);
            if (response.Status is < 200 or > 299)
            {
                throw new ProbeException($"{request} has to succeed before it can be bent, and was answered by {Probe.Show(response)}.");
            }
        }
    }

    /// <summary>Checks one assertion.</summary>
    /// <param name="assertion">Its number.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AssertionResult> CheckAsync(int assertion, CancellationToken cancellationToken = default)
    {
        var entry = AssertionTable.Numbered(assertion);
        var waiver = _target.Contract.Waives.FirstOrDefault(waiver => waiver.Assertion == assertion);
        if (entry.Inapplicable(_target) is { } why)
        {
            return waiver is null
                ? new(assertion, entry.Sentence, ProbeVerdict.NotApplicable, why, [])
                : new(
                    assertion,
                    entry.Sentence,
                    entry.WaiverStands ? ProbeVerdict.Waived : ProbeVerdict.WaivedNeedlessly,
                    entry.WaiverStands ? waiver.Because : why,
                    []);
        }

        if (entry.Lacking(_target) is { } lacking)
        {
            return new(assertion, entry.Sentence, ProbeVerdict.NotProvoked, lacking, []);
        }

        return await FireAsync(entry, waiver, cancellationToken);
    }

    /// <summary>Provokes one definition of the catalog; once, however often it is asked for.</summary>
    /// <param name="code">The definition's code.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DefinitionResult> ProvokeAsync(string code, CancellationToken cancellationToken = default)
    {
        if (!_target.Contract.TryGetError(code, out var definition))
        {
            throw new ArgumentException($"{_target.Contract.File} has no definition '{code}' that is sent.", nameof(code));
        }

        if (!_definitions.TryGetValue(code, out var result))
        {
            var probe = new Probe(_target, _failures, cancellationToken);
            result = await new DefinitionProvocation(probe, definition).RunAsync();
            _definitions[code] = result;
        }

        return result;
    }

    private async Task<AssertionResult> FireAsync(Assertion assertion, Waiver? waiver, CancellationToken cancellationToken)
    {
        var probe = new Probe(_target, _failures, cancellationToken) { Prober = this };
        try
        {
            await probe.BeginAsync();
            var seen = await assertion.Check(probe);
            var verdict = (seen, waiver) switch
            {
                (null, null) => ProbeVerdict.Held,
                (null, _) => ProbeVerdict.WaivedNeedlessly,
                (_, null) => ProbeVerdict.Broken,
                _ => ProbeVerdict.Waived,
            };
            return new(assertion.Number, assertion.Sentence, verdict, WhyOf(verdict, seen ?? assertion.Partial(_target), waiver), probe.Recent());
        }
        catch (UnprovokedException exception)
        {
            return new(assertion.Number, assertion.Sentence, ProbeVerdict.NotProvoked, exception.Message, probe.Recent());
        }
        catch (UnaccountedException exception)
        {
            // No waiver covers an answer that is none of the contract's.
            return new(assertion.Number, assertion.Sentence, ProbeVerdict.Broken, exception.Message, probe.Recent());
        }
    }

    private static string WhyOf(ProbeVerdict verdict, string? seen, Waiver? waiver) => verdict switch
    {
        ProbeVerdict.WaivedNeedlessly => $"It holds. Take the waiver out, which says: {waiver!.Because}",
        ProbeVerdict.Waived => waiver!.Because,
        _ => seen ?? string.Empty,
    };
}
