using System.Collections.Concurrent;
using System.Globalization;
using Lintel;
using Lintel.AspNetCore;

/// <summary>The orders of each account, in memory.</summary>
public sealed class Orders
{
    private readonly ConcurrentDictionary<(string Account, string Id), Order> _orders = new();
    private int _last;

    /// <summary>Places an order; raises <c>sold_out</c> for what is not there.</summary>
    public Order Place(Account account, NewOrder order)
    {
        if (order.Item == "moon")
        {
            throw new ApiException(Refusal.WithCode("sold_out", ("item", order.Item)));
        }

        var id = Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        return _orders[(account.Id, id)] = new Order(id, order.Item, order.Count);
    }

    /// <summary>Finds an order of an account; null for none, and for another account's.</summary>
    public Order? Find(Account account, string id) => _orders.GetValueOrDefault((account.Id, id));
}

/// <summary>An order.</summary>
public sealed record Order(string Id, string Item, int Count);
