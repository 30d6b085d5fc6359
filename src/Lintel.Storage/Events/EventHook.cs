using System.Data.Common;
using Lintel.Events;

namespace Lintel.Storage;

/// <summary>Takes events in the transactions of the changes that they tell of.</summary>
internal interface IEventOutbox
{
    /// <summary>Takes an event; it is told of if, and only if, the write is committed.</summary>
    /// <param name="connection">The connection of the write.</param>
    /// <param name="happened">The event.</param>
    Task AddAsync(DbConnection connection, LintelEvent happened);
}

/// <summary>The place where stores leave events. Nobody takes them before the application has put somebody there.</summary>
internal sealed class EventHook
{
    /// <summary>Takes the events; null for nobody.</summary>
    public IEventOutbox? Outbox { get; set; }

    /// <summary>Leaves an event in the transaction of its change.</summary>
    public Task AddAsync(DbConnection connection, LintelEvent happened) => Outbox?.AddAsync(connection, happened) ?? Task.CompletedTask;
}
