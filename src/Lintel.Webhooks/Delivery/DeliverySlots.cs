namespace Lintel.Webhooks;

/// <summary>
/// Bounds the deliveries under way: in all, per tenant and per endpoint. Free slots go to tenants in turn, so that the backlog of one delays no other.
/// Endpoints that have not answered quickly before share fewer slots, because each can hold one until the time-out. Thread-safe.
/// </summary>
internal sealed class DeliverySlots
{
    public const int Total = 64;
    public const int PerTenant = 16;
    public const int PerEndpoint = 2;

    /// <summary>Of <see cref="Total"/>, the most for endpoints that are not known to be quick.</summary>
    public const int Slow = 32;

    /// <summary>Of <see cref="PerTenant"/>, the most for endpoints that are not known to be quick.</summary>
    public const int SlowPerTenant = 4;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Holder> _underWay = [];
    private readonly EndpointPace _pace = new();
    private readonly TenantTurns _turns = new();

    /// <summary>Takes slots for as many deliveries as there are slots for.</summary>
    /// <param name="waiting">The deliveries that are due, in the order of each tenant.</param>
    /// <returns>The deliveries that have a slot now and had none before.</returns>
    public IReadOnlyList<long> Take(IEnumerable<WaitingDelivery> waiting)
    {
        lock (_gate)
        {
            var taken = new List<long>();
            _turns.Go(waiting, tenant => _underWay.Values.Count(holder => holder.Tenant == tenant), delivery =>
            {
                var isTaken = TryTake(delivery);
                if (isTaken)
                {
                    taken.Add(delivery.Seq);
                }

                return isTaken;
            });
            return taken;
        }
    }

    /// <summary>Gives a slot back.</summary>
    /// <param name="delivery">The delivery that held it.</param>
    /// <param name="pace">The time until the endpoint's answer; null if no attempt was made or none came.</param>
    public void Free(long delivery, TimeSpan? pace = null)
    {
        lock (_gate)
        {
            if (_underWay.Remove(delivery, out var holder))
            {
                _pace.Note(holder.WebhookId, pace);
            }
        }
    }

    /// <summary>Gives a slot back that was not used.</summary>
    /// <param name="delivery">The delivery that held it.</param>
    public void Return(long delivery)
    {
        lock (_gate)
        {
            _underWay.Remove(delivery);
        }
    }

    private bool TryTake(WaitingDelivery delivery)
    {
        var isQuick = _pace.IsQuick(delivery.WebhookId);
        return _underWay.Count < Total
            && Count(holder => holder.WebhookId == delivery.WebhookId) < (isQuick ? PerEndpoint : 1)
            && Count(holder => holder.Tenant == delivery.Tenant) < PerTenant
            && (isQuick || HasSlowSlot(delivery.Tenant))
            && _underWay.TryAdd(delivery.Seq, new Holder(delivery.WebhookId, delivery.Tenant, isQuick));
    }

    private bool HasSlowSlot(string tenant) =>
        Count(holder => !holder.IsQuick) < Slow && Count(holder => !holder.IsQuick && holder.Tenant == tenant) < SlowPerTenant;

    private int Count(Func<Holder, bool> predicate) => _underWay.Values.Count(predicate);

    private sealed record Holder(string WebhookId, string Tenant, bool IsQuick);
}
