using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lintel.Events;
using Lintel.Storage;
using Lintel.Webhooks;

namespace Lintel.Management.Events;

/// <summary>Writes events for the endpoints of the operators, in the transaction that they tell of.</summary>
internal sealed class EventOutbox(WebhookOutbox outbox, TimeProvider time) : IEventOutbox
{
    /// <summary>Whose the endpoints are: those of APIs have owners of their own, in databases of their own.</summary>
    public const string Owner = "lintel";

    public Task AddAsync(DbConnection connection, LintelEvent happened)
    {
        var now = time.GetUtcNow();
        return outbox.AddAsync(connection, Owner, happened.Type, id => Write(id, happened, now), now);
    }

    /// <summary>The body of an event, in UTF-8.</summary>
    public static byte[] Write(string id, LintelEvent happened, DateTimeOffset at) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonObject { ["id"] = id, ["type"] = happened.Type, ["at"] = at, ["data"] = happened.Data.DeepClone() }, Answer.Options);
}
