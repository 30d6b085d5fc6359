namespace Lintel.Webhooks;

/// <summary>
/// Offers slots to tenants in turn: first to the tenant with the fewest deliveries under way, and among equals to the one whose last turn is longest ago.
/// Not thread-safe.
/// </summary>
internal sealed class TenantTurns
{
    private const int Capacity = 100_000;

    private readonly Dictionary<string, long> _lastTurns = [];
    private long _turn;

    /// <summary>Offers a slot to one delivery after the other until every delivery was offered one.</summary>
    /// <param name="waiting">The deliveries that wait, in the order of each tenant.</param>
    /// <param name="underWay">Counts a tenant's deliveries under way.</param>
    /// <param name="offer">Offers a slot; returns true if the delivery took it.</param>
    public void Go(IEnumerable<WaitingDelivery> waiting, Func<string, int> underWay, Func<WaitingDelivery, bool> offer)
    {
        var order = new PriorityQueue<Line, (int UnderWay, long LastTurn)>();
        foreach (var tenant in waiting.GroupBy(delivery => delivery.Tenant))
        {
            var line = new Line(tenant.Key, new Queue<WaitingDelivery>(tenant));
            order.Enqueue(line, (underWay(line.Tenant), LastTurnOf(line.Tenant)));
        }

        while (order.TryDequeue(out var line, out var priority))
        {
            while (line.Waiting.TryDequeue(out var delivery))
            {
                if (offer(delivery))
                {
                    order.Enqueue(line, (priority.UnderWay + 1, NoteTurn(line.Tenant)));
                    break;
                }
            }
        }
    }

    private long LastTurnOf(string tenant) => _lastTurns.GetValueOrDefault(tenant);

    private long NoteTurn(string tenant)
    {
        if (_lastTurns.Count >= Capacity)
        {
            _lastTurns.Clear();
        }

        return _lastTurns[tenant] = ++_turn;
    }

    private sealed record Line(string Tenant, Queue<WaitingDelivery> Waiting);
}

/// <summary>A delivery that is due and waits for a slot.</summary>
internal sealed class WaitingDelivery
{
    public long Seq { get; init; }

    public string WebhookId { get; init; } = string.Empty;

    public string Tenant { get; init; } = string.Empty;
}
