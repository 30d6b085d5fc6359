using System.Globalization;
using Lintel.Contracts;
using Lintel.RateLimits;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>
/// Writes the lines of one trail: how far the request came, and what each stage up to there has compared. Never a secret, and nothing of a body.
/// </summary>
internal sealed class TrailLines(RequestRecord record, TrailWriter trail)
{
    private readonly ApiRuntime _runtime = (ApiRuntime)record.Trail.Api!;
    private readonly Operation? _operation = (Operation?)record.Trail.Operation;
    private readonly TrailMore? _more = (TrailMore?)record.Trail.More;
    private readonly RequestTrail _known = record.Trail;
    private readonly Refusal? _refusal = record.Refusal;

    public void Write()
    {
        var failed = _refusal?.Condition?.Root == Condition.ServerError;
        trail.Begin(_refusal is null ? GuardTrail.Admitted : failed ? GuardTrail.Failed : GuardTrail.Refused, EndedAt());
        foreach (var stage in _runtime.Stages.Take(_known.Reached))
        {
            if (ValuesOf(stage) is { } values)
            {
                trail.BeginStage(stage.Word);
                values();
                trail.EndStage();
            }
        }
    }

    private bool Is(TrailFacts fact) => ((TrailFacts)_known.Facts & fact) != TrailFacts.None;

    private string? EndedAt() => _known.Reached switch
    {
        0 => GuardTrail.Before,
        var reached when reached <= _runtime.Stages.Length && _refusal is not null && !Is(TrailFacts.Admitted) => _runtime.Stages[reached - 1].Word,
        _ => null,
    };

    private Action? ValuesOf(StageDescriptor stage) =>
        stage == StageDescriptor.Credential ? Credential
        : stage == StageDescriptor.Key ? Key
        : stage == StageDescriptor.Plan && _known.Account is not null ? Plan
        : stage == StageDescriptor.Address && _more?.Address is not null ? Address
        : stage == StageDescriptor.Session && _operation is { RequiresSession: true } ? Session
        : stage == StageDescriptor.Limit && _known.Limit.Policy >= 0 ? Limits
        : stage == StageDescriptor.Route ? Route
        : stage == StageDescriptor.Method ? Method
        : stage == StageDescriptor.Application && _known.Key is { Applications: not null } ? Applications
        : stage == StageDescriptor.Scope && _operation is { Anonymous: false } ? Scopes
        : stage == StageDescriptor.Idempotency && Is(TrailFacts.IdempotencyKey) ? Idempotency
        : stage == StageDescriptor.Body && _refusal is { Faults.Count: > 0 } ? Faults
        : null;

    private void Credential()
    {
        var scheme = _known.Scheme;
        trail.Flag("presented", scheme is not null);
        if (scheme is not null)
        {
            trail.Text("kind", scheme.Word);
            trail.Text(
                "in",
                Is(TrailFacts.CredentialInQuery) ? "query" : scheme is SessionScheme { Kind: CredentialKind.SessionCookie } ? "cookie" : scheme.Header);
        }

        trail.Texts("accepted", [.. _runtime.Contract.Credentials.Where(known => _operation?.Accepts(known) != false).Select(known => known.Word)]);
    }

    private void Key()
    {
        trail.Flag("recognized", _known.Key is not null || _more?.Caller is not null);
        if (_known.Key is { } key)
        {
            trail.Text("hint", key.Hint);
            trail.Text("state", key.State.ToString().ToLowerInvariant());
            trail.Moment("expiresAt", key.ExpiresAt);
            trail.Text("environment", key.Environment);
        }

        if (_more?.Caller is { } caller)
        {
            trail.Text("caller", Masked(caller));
        }

        if (_known.Account is { } account)
        {
            trail.Moment("accountSuspendedAt", account.SuspendedAt);
        }
    }

    private void Plan()
    {
        trail.Text("plan", _known.Account!.Plan);
        trail.Texts("allowedPlans", _runtime.Contract.Plans?.Allow ?? []);
        trail.Text("subscription", _known.Account.Subscription);
        trail.Texts("allowedSubscriptions", _runtime.Contract.Plans?.Subscriptions ?? []);
    }

    private void Address()
    {
        var (address, proxy, hops) = _more!.Address!;
        trail.Text("seen", ClientAddress.KnownOrNull(address)?.ToString());
        trail.Text("from", proxy is null ? "connection" : "forwarded");
        trail.Text("proxy", proxy?.ToString());
        trail.Number("hops", hops);
        trail.Texts("networks", [.. _known.Key!.Addresses.Select(network => network.ToString())]);
    }

    private void Session()
    {
        trail.Flag("required", value: true);
        trail.Flag("present", Is(TrailFacts.Session));
    }

    private void Limits()
    {
        trail.BeginList("policies");
        foreach (var status in _more?.Limits ?? [_known.Limit])
        {
            var policy = _runtime.Contract.Limits[status.Policy];
            trail.BeginItem();
            trail.Text("policy", policy.Name);
            trail.Number("limit", status.Limit);
            trail.Text("window", policy.WindowText);
            trail.Number("remaining", status.Remaining);
            if (policy.Headers == RateLimitHeaders.Ietf)
            {
                trail.Number("resetAfter", status.ResetAfter);
            }
            else
            {
                trail.Moment("resetAt", DateTimeOffset.FromUnixTimeSeconds(status.ResetAt));
            }

            trail.EndItem();
        }

        trail.EndList();
    }

    private void Route() => trail.Text("operation", _operation?.Name);

    private void Method() => trail.Texts("allowed", _operation?.Methods ?? _more?.Methods?.Split(", ") ?? []);

    private void Applications() => trail.Texts("held", _known.Key!.Applications!);

    private void Scopes()
    {
        // The scope that the request itself asks for is known where it was refused.
        var asked = _refusal?.Condition is { } condition && (condition == Condition.ScopeMissing || condition == Condition.OperationMissing)
            ? Convert.ToString(_refusal["required"], CultureInfo.InvariantCulture)
            : null;
        trail.Texts("required", [.. new[] { _operation!.Scope, _operation.OperationScope, asked }.OfType<string>().Distinct(StringComparer.Ordinal)]);
        if (_known.Key is { } key)
        {
            trail.Texts("held", key.Scopes);
        }
        else if (_refusal?["available"] is IReadOnlyList<string> available)
        {
            trail.Texts("held", available);
        }
    }

    private void Idempotency() => trail.Flag("replayed", Is(TrailFacts.Replayed));

    private void Faults()
    {
        trail.BeginList("faults");
        foreach (var fault in _refusal!.Faults.Take(TrailWriter.MostItems))
        {
            trail.BeginItem();
            trail.Text("in", fault.Location.ToString().ToLowerInvariant());
            trail.Text("field", fault.Field);
            trail.Text("problem", fault.Problem);
            trail.EndItem();
        }

        trail.EndList();
        trail.Number("count", _refusal.Faults.Count);
    }

    private string Masked(string text) => _runtime.Mask.Mask(text);
}
