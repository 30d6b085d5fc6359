using System.Text.Json.Nodes;
using System.Threading.Channels;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Events;
using Lintel.Storage;
using Lintel.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.Management.Events;

/// <summary>
/// Raises the events of contracts and limits, which this process finds out by itself and not by a change of a record. Off the requests' path: the queue is
/// bounded, and what does not fit is dropped and logged.
/// </summary>
internal sealed partial class EventQueue : BackgroundService
{
    private const int Length = 1000;
    private const int MostChanges = 50;

    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(1);

    // Longer than a contract stays as it is.
    private static readonly TimeSpan KeptOfContract = TimeSpan.FromDays(3650);

    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(Length) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    private readonly EventMarks _marks;
    private readonly KeptContracts _kept;
    private readonly ApiDirectory _apis;
    private readonly ContractVersions _versions;
    private readonly TimeProvider _time;
    private readonly BackgroundLoop _loop;
    private readonly LogThrottle _throttle;
    private readonly ILogger<EventQueue> _logger;

    public EventQueue(
        EventMarks marks,
        KeptContracts kept,
        ApiDirectory apis,
        ContractVersions versions,
        TimeProvider time,
        BackgroundLoops loops,
        ILogger<EventQueue> logger)
    {
        (_marks, _kept, _apis, _versions, _time, _throttle, _logger) = (marks, kept, apis, versions, time, new LogThrottle(time), logger);
        _loop = loops.Add("events_queue");
        versions.Listen(Note);
    }

    /// <summary>Takes a limit that was used up; from any request.</summary>
    public void Take(ExceededLimit exceeded) => Add(new Waiting(
        $"limit.exceeded/{exceeded.Api}/{exceeded.Policy.Name}/{exceeded.Caller}",
        $"{exceeded.Window}",
        exceeded.Length * 2,
        new LintelEvent(
            EventTypes.LimitExceeded,
            new JsonObject
            {
                ["api"] = exceeded.Api,
                ["policy"] = exceeded.Policy.Name,
                ["accountId"] = exceeded.AccountId,
                ["keyId"] = exceeded.KeyId,
                ["limit"] = exceeded.Limit,
                ["window"] = exceeded.Policy.WindowText,
            })));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The server does not wait for the store.
        await Task.Yield();
        try
        {
            foreach (var contract in _apis.Contracts)
            {
                await TryAsync(() => BeginAsync(contract, stoppingToken), stoppingToken);
            }

            _loop.Wait();
            await foreach (var waiting in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                _loop.Begin();
                await TryAsync(
                    () => _marks.RaiseAsync(waiting.Mark, waiting.Value, _time.GetUtcNow() + waiting.KeptFor, waiting.Event, stoppingToken), stoppingToken);
                if (waiting.Version is { } version)
                {
                    await TryAsync(() => _kept.KeepAsync(version, stoppingToken), stoppingToken);
                }
                _loop.Wait();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The next start tells of the contracts that it begins with.
        }
    }

    private static string MarkOf(string api) => $"contract/{api}";

    private static LintelEvent Changed(string api, string? from, Contract to, IReadOnlyList<ContractChange> changes) => new(
        EventTypes.ContractChanged,
        new JsonObject
        {
            ["api"] = api,
            ["from"] = from is null ? null : $"sha256:{from}",
            ["to"] = $"sha256:{to.Digest}",
            ["breaking"] = changes.Any(change => change.IsBreaking),
            ["changes"] = new JsonArray([.. changes.Take(MostChanges).Select(change => JsonValue.Create(change.Text))]),
        });

    /// <summary>A contract that was changed while no process ran is told of, too.</summary>
    private async Task BeginAsync(Contract contract, CancellationToken cancellationToken)
    {
        await _kept.BeginAsync(contract.Api, cancellationToken);
        var until = _time.GetUtcNow() + KeptOfContract;
        if (await _marks.BeginAsync(MarkOf(contract.Api), contract.Digest, until, cancellationToken) is { } before && before != contract.Digest)
        {
            var changes = _versions.Of(contract.Api) is { Previous: { } previous } history && previous.Contract.Digest == before ? history.Changes : [];
            await _marks.RaiseAsync(MarkOf(contract.Api), contract.Digest, until, Changed(contract.Api, before, contract, changes), cancellationToken);
        }
    }

    private void Note(ContractHistory history)
    {
        var contract = history.Running.Contract;
        if (history.Refused is not { } refused)
        {
            Add(new Waiting(
                MarkOf(contract.Api),
                contract.Digest,
                KeptOfContract,
                Changed(contract.Api, history.Previous?.Contract.Digest, contract, history.Changes),
                history.Running));
            return;
        }

        // Where the files are is nothing for a chat or a ticket.
        var folder = Path.GetDirectoryName(refused.File) is { Length: > 0 } parent ? parent + Path.DirectorySeparatorChar : null;
        string[] faults = [.. refused.Texts.Select(text => folder is null ? text : text.Replace(folder, string.Empty, StringComparison.Ordinal))];
        var data = new JsonObject
        {
            ["api"] = contract.Api,
            ["file"] = Path.GetFileName(refused.File),
            ["since"] = refused.Since,
            ["faults"] = new JsonArray([.. faults.Take(MostChanges).Select(fault => JsonValue.Create(fault))]),
        };
        Add(new Waiting(
            $"contract.refused/{contract.Api}",

            // The same faults after the file was right in between are told of again.
            $"{refused.Since:O}\n{string.Join('\n', faults)}",
            KeptOfContract,
            new LintelEvent(EventTypes.ContractRefused, data)));
    }

    private void Add(Waiting waiting)
    {
        if (!_waiting.Writer.TryWrite(waiting) && _throttle.Admits(nameof(LogDropped), out var leftOut))
        {
            LogDropped(waiting.Event.Type, leftOut);
        }
    }

    private async Task TryAsync(Func<Task> raise, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await raise();
                return;
            }
            catch (StoreUnavailableException exception)
            {
                LogLater(exception);
                await Task.Delay(StoreRetry, TimeProvider.System, cancellationToken);
                _loop.Turn();
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // One event that cannot be kept for another reason does not end those after it.
                LogLost(exception);
                return;
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The queue of events is full: an event {Type} is not told of. {LeftOut} lines like this one were left out.")]
    private partial void LogDropped(string type, int leftOut);

    [LoggerMessage(2, LogLevel.Warning, "An event could not be kept. It is tried again in a second.")]
    private partial void LogLater(Exception exception);

    [LoggerMessage(3, LogLevel.Error, "An event could not be kept, and is not told of.")]
    private partial void LogLost(Exception exception);

    private sealed record Waiting(string Mark, string Value, TimeSpan KeptFor, LintelEvent Event, ContractVersion? Version = null);
}
