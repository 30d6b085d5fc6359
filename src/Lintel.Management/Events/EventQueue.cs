using System.Text.Json.Nodes;
using System.Threading.Channels;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Events;
using Lintel.Storage;
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
    private readonly ApiDirectory _apis;
    private readonly TimeProvider _time;
    private readonly ILogger<EventQueue> _logger;

    public EventQueue(EventMarks marks, ApiDirectory apis, ContractVersions versions, TimeProvider time, ILogger<EventQueue> logger)
    {
        (_marks, _apis, _time, _logger) = (marks, apis, time, logger);
        versions.Listen(Note);
    }

    /// <summary>Takes a limit that was used up; from any request.</summary>
    public void Take(ExceededLimit exceeded) => Add(new Waiting(
        $"limit.exceeded/{exceeded.Api}/{exceeded.Policy.Name}/{exceeded.Caller}",
        $"{exceeded.Window}",
        exceeded.Policy.Window * 2,
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

            await foreach (var waiting in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await TryAsync(
                    () => _marks.RaiseAsync(waiting.Mark, waiting.Value, _time.GetUtcNow() + waiting.KeptFor, waiting.Event, stoppingToken), stoppingToken);
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

    /// <summary>A contract that was changed while no process ran is told of, too; the difference is not known then.</summary>
    private async Task BeginAsync(Contract contract, CancellationToken cancellationToken)
    {
        var until = _time.GetUtcNow() + KeptOfContract;
        if (await _marks.BeginAsync(MarkOf(contract.Api), contract.Digest, until, cancellationToken) is { } before && before != contract.Digest)
        {
            await _marks.RaiseAsync(MarkOf(contract.Api), contract.Digest, until, Changed(contract.Api, before, contract, []), cancellationToken);
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
                Changed(contract.Api, history.Previous?.Contract.Digest, contract, history.Changes)));
            return;
        }

        string[] faults = [.. refused.Texts];
        var data = new JsonObject
        {
            ["api"] = contract.Api,
            ["file"] = Path.GetFileName(refused.File),
            ["since"] = refused.Since,
            ["faults"] = new JsonArray([.. faults.Take(MostChanges).Select(fault => JsonValue.Create(fault))]),
        };
        Add(new Waiting(
            $"contract.refused/{contract.Api}", string.Join('\n', faults), KeptOfContract, new LintelEvent(EventTypes.ContractRefused, data)));
    }

    private void Add(Waiting waiting)
    {
        if (!_waiting.Writer.TryWrite(waiting))
        {
            LogDropped(waiting.Event.Type);
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
                await Task.Delay(StoreRetry, _time, cancellationToken);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The queue of events is full: an event {Type} is not told of.")]
    private partial void LogDropped(string type);

    [LoggerMessage(2, LogLevel.Warning, "An event could not be kept. It is tried again in a second.")]
    private partial void LogLater(Exception exception);

    private sealed record Waiting(string Mark, string Value, TimeSpan KeptFor, LintelEvent Event);
}
