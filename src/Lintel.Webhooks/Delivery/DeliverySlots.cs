namespace Lintel.Webhooks;

/// <summary>How many deliveries are under way: bounded in all and for each endpoint, so that a slow one holds up only itself.</summary>
internal sealed class DeliverySlots
{
    public const int Total = 64;
    public const int PerEndpoint = 2;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _underWay = [];

    /// <summary>Takes a slot for a delivery.</summary>
    /// <returns>False where it is under way already, or there is no slot.</returns>
    public bool TryTake(long delivery, string webhookId)
    {
        lock (_gate)
        {
            return _underWay.Count < Total && _underWay.Values.Count(other => other == webhookId) < PerEndpoint && _underWay.TryAdd(delivery, webhookId);
        }
    }

    public void Free(long delivery)
    {
        lock (_gate)
        {
            _underWay.Remove(delivery);
        }
    }
}
