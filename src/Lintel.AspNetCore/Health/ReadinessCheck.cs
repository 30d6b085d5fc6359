using System.Globalization;
using Lintel.Cluster;
using Lintel.Requests;
using Lintel.Stores;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Tells whether this process can take requests: the stores answer, the request log is written, the clock is plausible, and nobody has asked the process to
/// stop. Thread-safe; looks at most once a second, so that callers who ask often do not burden the stores.
/// </summary>
internal sealed partial class ReadinessCheck(
    ILintelStores stores,
    RequestLogWriter log,
    ClockCheck clock,
    IEnumerable<IEngineState> engines,
    ContractVersions versions,
    PepperWatch pepper,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<ReadinessCheck> logger) : IHealthCheck
{
    /// <summary>The name under which the data of a result have the contracts that differ from the newest ones.</summary>
    public const string DifferingContractsName = "differingContracts";

    /// <summary>The name under which the data of a result have the contracts whose changed files are refused.</summary>
    public const string RefusedContractsName = "refusedContracts";

    // No record has this id.
    private const string Nobody = "-";

    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestUnwritten = TimeSpan.FromSeconds(10);

    private readonly LogThrottle _throttle = new(time);
    private readonly Lock _gate = new();
    private Task<string?>? _look;
    private long _lookedAt;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var fault = lifetime.ApplicationStopping.IsCancellationRequested ? "The process is stopping." : await LookAsync().WaitAsync(cancellationToken);
        return fault is not null ? new HealthCheckResult(context.Registration.FailureStatus, fault)
            : LossOfLease() is { } lapse ? HealthCheckResult.Degraded(lapse)
            : LossOfEngine() is { } loss ? HealthCheckResult.Degraded(loss)
            : pepper.Missing is { Count: > 0 } missing ? MissingPepper(missing)
            : versions.Refused is { Count: > 0 } refused ? RefusedContracts(refused)
            : stores.Nodes.DifferingContracts is { Count: > 0 } apis ? DifferingContracts(apis)
            : HealthCheckResult.Healthy();
    }

    /// <summary>Requests are served without an engine for counters, so that a loss takes no process out of a load balancer.</summary>
    private string? LossOfEngine() => engines.FirstOrDefault(engine => engine.LostSince is not null) is { } lost
        ? $"The engine {lost.Name} does not answer since {lost.LostSince:O}."
        : null;

    /// <summary>Other keys are opened.</summary>
    private static HealthCheckResult MissingPepper(IReadOnlyList<int> versions) => HealthCheckResult.Degraded(
        "This node lacks versions of the pepper that keys are stored under, and does not open these keys: "
            + $"{string.Join(", ", versions.Select(version => version.ToString(CultureInfo.InvariantCulture)))}.");

    /// <summary>A rolling deployment passes through it.</summary>
    private static HealthCheckResult DifferingContracts(IReadOnlyList<string> apis) => HealthCheckResult.Degraded(
        $"Contracts differ from those of the node that started last: {string.Join(", ", apis)}.",
        data: new Dictionary<string, object> { [DifferingContractsName] = apis });

    /// <summary>The version before serves requests. Folders are nobody's business here.</summary>
    private static HealthCheckResult RefusedContracts(IReadOnlyList<RefusedContract> refused) => HealthCheckResult.Degraded(
        string.Join(
            '\n',
            refused.Select(
                contract => $"{Path.GetFileName(contract.File)} of the API {contract.Api} was changed and is refused since {contract.Since:O}, "
                    + $"by {contract.Texts.Count()} faults. The version before stays in force.")),
        data: new Dictionary<string, object> { [RefusedContractsName] = refused.Select(contract => contract.Api).ToArray() });

    /// <summary>Requests are served without it, each by a question to the store.</summary>
    private string? LossOfLease() => stores.Trust is { IsHeld: false }
        ? "This node does not hear of the changes of others, and asks the database for each record."
            + (stores.Nodes.Progress?.LastFailure is { } failure ? $" It failed to apply them: {failure.Message}" : string.Empty)
        : null;

    private Task<string?> LookAsync()
    {
        lock (_gate)
        {
            if (_look is null || (_look.IsCompleted && time.GetElapsedTime(_lookedAt) >= Kept))
            {
                (_look, _lookedAt) = (FindFaultAsync(), time.GetTimestamp());
            }

            return _look;
        }
    }

    private async Task<string?> FindFaultAsync()
    {
        // Not under the lock: stores may answer on the caller's thread.
        await Task.Yield();
        var fault = clock.FindFault() ?? FaultOfLog() ?? await FaultOfStoresAsync();
        if (fault is not null && _throttle.Admits(fault, out var leftOut))
        {
            Log.NotReady(logger, fault, leftOut);
        }

        return fault;
    }

    private string? FaultOfLog() => log switch
    {
        { IsFull: true } => "The queue of the request log is full, and entries are dropped.",
        { LastFailure: not null } when log.Progress.Age > LongestUnwritten => "The request log cannot be written.",
        _ => null,
    };

    private async Task<string?> FaultOfStoresAsync()
    {
        try
        {
            await stores.Accounts.FindAsync(Nobody, CancellationToken.None).AsTask().WaitAsync(LongestRead, time);
            await stores.RequestLog.FindAsync(Nobody, CancellationToken.None).AsTask().WaitAsync(LongestRead, time);
            return null;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or TimeoutException)
        {
            return $"A store does not answer: {exception.Message.TrimEnd('.')}.";
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The process is not ready for requests: {Fault} {LeftOut} lines like this one were left out.")]
        public static partial void NotReady(ILogger logger, string fault, int leftOut);
    }
}
