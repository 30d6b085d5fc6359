using Lintel.Contracts;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>
/// The recorded exchanges as causes: for each definition of a vendor's page, and for definitions that need a hand inside. They take place in processes of their
/// own, for they count, and take databases away.
/// </summary>
internal sealed class GoldenCauses : IAsyncDisposable
{
    /// <summary>What the prober brings about by itself, given credentials and samples.</summary>
    private static readonly HashSet<Condition> Outside =
    [
        .. Condition.All.Where(
            condition => condition == Condition.CredentialInvalid
                || condition.Fallback == Condition.CredentialInvalid
                || condition == Condition.RequestInvalid
                || condition.Fallback == Condition.RequestInvalid),
        Condition.ScopeMissing,
        Condition.AddressForbidden,
        Condition.RouteUnknown,
        Condition.MethodUnsupported,
        Condition.MethodUnknown,
        Condition.RateExceeded,
    ];

    private LintelHost? _undisturbed;

    public IReadOnlyList<ProbeCause> Of(Contract contract)
    {
        var codes = contract.Errors.Where(
            definition => !definition.Retired
                && (IsVendors(
                    contract,
                    definition) || !definition.When.Any(Outside.Contains) || definition.When.Contains(Condition.RequestFieldMissing))).Select(definition =>
                        definition.Code).ToHashSet();
        var exchanges = GoldenFiles.All.Select(GoldenExchange.Read).Where(exchange => exchange.Api == contract.Api && codes.Contains(exchange.Name));
        return [.. exchanges.Select(exchange => new ProbeCause(exchange.Code, _ => ArrangeAsync(exchange)))];
    }

    public async ValueTask DisposeAsync()
    {
        if (_undisturbed is not null)
        {
            await _undisturbed.DisposeAsync();
        }
    }

    private static bool IsVendors(Contract contract, ErrorDefinition definition) =>
        contract.Api != Contract.Default.Api && definition.Source == ErrorSource.Page;

    private async Task<ProbeScene> ArrangeAsync(GoldenExchange exchange)
    {
        if (exchange.Given.Count > 0)
        {
            var stage = await GoldenStage.PrepareAsync(exchange);
            return SceneOf(exchange, stage);
        }

        _undisturbed ??= await LintelHost.StartAsync();
        _undisturbed.Clock.Advance(TimeSpan.FromSeconds(61));
        return SceneOf(exchange, new GoldenStage(_undisturbed, exchange.Api));
    }

    private static ProbeScene SceneOf(GoldenExchange exchange, GoldenStage stage) => new(stage.RequestOf(exchange.Request))
    {
        Address = new Uri(stage.Host.BaseUrl),
        Compare = answer => stage.Differing(exchange, answer),
        Untold = ["secret of "],
        Undo = stage.DisposeAsync,
    };
}
