using Dapper;
using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Idempotency;

/// <summary>The orders of docs/idempotency.md.</summary>
internal static class ShopOrders
{
    public static void Map(RouteGroupBuilder shop)
    {
        shop.MapPost("/orders", (Body<NewOrder> order, IdempotentWork work) => work.WriteAsync(async connection =>
            {
                const string Sql = "INSERT INTO orders (item) VALUES (@Item) RETURNING id";
                var id = await connection.ExecuteScalarAsync<long>(Sql, order.Value);
                return TypedResults.Created($"/shop/orders/{id}", new Order(id, order.Value.Item));
            }))
            .Body<NewOrder>()
            .RequireScope("things:write")
            .Idempotent();
    }

    internal sealed record NewOrder(string Item);

    internal sealed record Order(long Id, string Item);
}
