using Dapper;
using Lintel.AspNetCore;
using Lintel.Events;
using Lintel.Storage;
using Lintel.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lintel.Management.Events;

/// <summary>The events of the management API: takes those of the stores, and sends them to the endpoints of the operators.</summary>
internal sealed class ManagementEvents : IHostedService
{
    private readonly DatabaseStores _stores;
    private readonly ExceededLimits _exceeded;
    private readonly EventQueue _queue;

    public ManagementEvents(DatabaseStores stores, IServiceProvider services)
    {
        _stores = stores;
        Webhooks = new WebhookSet(stores.Records, services);
        _exceeded = services.GetRequiredService<ExceededLimits>();
        var kept = ActivatorUtilities.CreateInstance<KeptContracts>(services, stores.ContractVersions);
        _queue = ActivatorUtilities.CreateInstance<EventQueue>(services, stores.EventMarks, kept);
        stores.Events.Outbox = new EventOutbox(Webhooks.Outbox, services.GetRequiredService<TimeProvider>());
    }

    /// <summary>The endpoints, their deliveries and secrets.</summary>
    public WebhookSet Webhooks { get; }

    /// <summary>Has events told once.</summary>
    public EventMarks Marks => _stores.EventMarks;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ListenAsync(cancellationToken);
        await Webhooks.Dispatcher.StartAsync(cancellationToken);
        await _queue.StartAsync(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _exceeded.Listener = null;
        await _queue.StopAsync(cancellationToken);
        await Webhooks.Dispatcher.StopAsync(cancellationToken);
    }

    /// <summary>Has used-up limits told of while an endpoint wants to hear of them, and not otherwise.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        var isWanted = await _stores.Records.ReadAsync(
            connection => connection.ExecuteScalarAsync<bool>(
                "SELECT EXISTS (SELECT 1 FROM webhooks WHERE enabled AND instr(events, @type) > 0)", new { type = $" {EventTypes.LimitExceeded} " }),
            cancellationToken);
        _exceeded.Listener = isWanted ? _queue.Take : null;
    }
}
