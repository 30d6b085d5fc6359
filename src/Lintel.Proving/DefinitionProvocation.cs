using Lintel.Contracts;

namespace Lintel.Proving;

/// <summary>Brings one definition about in every way that is known, and looks at each answer.</summary>
internal sealed class DefinitionProvocation(Probe probe, ErrorDefinition definition)
{
    private bool _met;
    private bool _recorded;

    public async Task<DefinitionResult> RunAsync()
    {
        await probe.BeginAsync();
        string? fault;
        try
        {
            fault = await FromOutsideAsync() ?? await ByFloodAsync() ?? await ByCausesAsync();
        }
        catch (UnaccountedException exception)
        {
            fault = exception.Message;
        }

        var verdict = (fault, _met) switch { (null, true) => ProbeVerdict.Held, (null, false) => ProbeVerdict.NotProvoked, _ => ProbeVerdict.Broken };
        return new DefinitionResult(definition, verdict, fault ?? (_met ? string.Empty : Lacking()), probe.Recent()) { Recorded = _recorded };
    }

    private async Task<string?> FromOutsideAsync()
    {
        foreach (var provocation in Provocations.Of(probe).Where(provocation => provocation.Definitions.Contains(definition)))
        {
            var response = await probe.SendAsync(provocation.Request);
            if (!provocation.Definitions.Any(answer => probe.Unlike(response, answer) is null))
            {
                return $"{provocation.Request}: {probe.Unlike(response, definition)}";
            }

            _met |= probe.Unlike(response, definition) is null;
        }

        return null;
    }

    private async Task<string?> ByFloodAsync()
    {
        if (!probe.Contract.TryGetError(Condition.RateExceeded, out var exceeded) || exceeded != definition || !Flood.IsPossible(probe.Api))
        {
            return null;
        }

        var refused = await Flood.OverAsync(probe);
        _met = true;
        return refused.Answer is { } answer ? probe.Unlike(answer, definition) : refused.Fault;
    }

    private async Task<string?> ByCausesAsync()
    {
        foreach (var cause in probe.Api.Causes.Where(cause => cause.Code == definition.Code))
        {
            await using var scene = await cause.ArrangeAsync(probe.Cancellation);
            var response = await probe.SendAsync(scene);
            _met = true;
            _recorded |= scene.Compare is not null;
            if (probe.Unlike(response, definition) is { } other)
            {
                return $"{scene.Request}: {other}";
            }

            var told = scene.Untold.FirstOrDefault(word => response.Everything().Contains(word, StringComparison.Ordinal));
            if (told is not null)
            {
                return $"{scene.Request}: '{told}' is told in {Probe.Show(response)}";
            }

            if (scene.Compare?.Invoke(Probe.ExchangeOf(scene.Request.ToString(), response)) is { } difference)
            {
                return $"{scene.Request}: {difference}";
            }
        }

        return null;
    }

    private string Lacking() => definition.When.Count == 0
        ? "Only an operation raises it: give a ProbeCause for it."
        : $"Nothing was given that meets {string.Join(" or ", definition.When)}: give a credential of that role, a sample request or a ProbeCause.";
}
