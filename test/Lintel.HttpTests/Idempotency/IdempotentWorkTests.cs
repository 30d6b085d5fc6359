using Dapper;
using Lintel.AspNetCore;
using Lintel.Sqlite;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Idempotency;

/// <summary>Handlers that keep their answer in the transaction of their own changes.</summary>
public sealed class IdempotentWorkTests
{
    private readonly Counter _counter = new();
    private bool _failsAfterwards;

    [Fact]
    public async Task Change_and_answer_are_kept_in_one_transaction_and_the_answer_is_replayed()
    {
        await using var shop = await StartAsync();

        var first = await shop.PostAsync("/orders", "k");
        await shop.RestartAsync();
        var again = await shop.PostAsync("/orders", "k");

        Assert.Equal((201, "/shop/orders/1", 1L), (first.Status, first.Headers["Location"], await shop.CountOrdersAsync()));
        Assert.Equal((first.Status, first.Body, first.Headers["Location"], true), (again.Status, again.Body, again.Headers["Location"], again.IsReplayed));
        Assert.Contains(shop.ReadStore(own: true), line => line.StartsWith("sealed_answer", StringComparison.Ordinal));
        Assert.DoesNotContain(shop.ReadStore(), line => line.StartsWith("sealed_answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Orders_of_the_documentation_are_placed_once()
    {
        await using var shop = await OrderShop.StartAsync(ShopOrders.Map, joined: true);

        Assert.Equal(201, (await shop.PostAsync("/orders", "9d3c2f7e-5a41-4c0e-8b7d-1f6a2e90c4b5")).Status);
        Assert.True((await shop.PostAsync("/orders", "9d3c2f7e-5a41-4c0e-8b7d-1f6a2e90c4b5")).IsReplayed);
        Assert.Equal(1, await shop.CountOrdersAsync());
    }

    [Fact]
    public async Task Process_that_ends_between_the_change_and_the_response_has_kept_both()
    {
        await using var shop = await StartAsync();
        _failsAfterwards = true;
        Assert.Equal(500, (await shop.PostAsync("/orders", "k")).Status);
        _failsAfterwards = false;

        await shop.RestartAsync();
        var again = await shop.PostAsync("/orders", "k");

        Assert.Equal((201, """{"id":1,"item":"lamp"}""", true), (again.Status, again.Body, again.IsReplayed));
        Assert.Equal((1, 1L), (_counter.Runs, await shop.CountOrdersAsync()));
    }

    [Fact]
    public async Task Commit_that_fails_leaves_neither_the_change_nor_the_answer_and_the_next_attempt_makes_both()
    {
        await using var shop = await StartAsync();
        using (shop.FailCommits(own: true))
        {
            Assert.Equal(500, (await shop.PostAsync("/orders", "k")).Status);
        }

        Assert.Equal(0, await shop.CountOrdersAsync());
        Assert.DoesNotContain(shop.ReadStore(own: true), line => line.StartsWith("sealed_answer", StringComparison.Ordinal));
        var again = await shop.PostAsync("/orders", "k");
        Assert.Equal((201, false, 1L), (again.Status, again.IsReplayed, await shop.CountOrdersAsync()));
    }

    [Fact]
    public async Task Work_that_throws_leaves_nothing_behind_and_a_refusal_of_it_is_replayed()
    {
        await using var shop = await StartAsync();

        var first = await shop.PostAsync("/refused", "k");
        var again = await shop.PostAsync("/refused", "k");

        Assert.Equal((409, "conflict", false), (first.Status, first.Code, first.IsReplayed));
        Assert.Equal((409, true, 1, 0L), (again.Status, again.IsReplayed, _counter.Runs, await shop.CountOrdersAsync()));
    }

    [Fact]
    public async Task Refusal_that_the_work_returns_is_replayed()
    {
        await using var shop = await StartAsync();

        Assert.Equal((404, false), await shop.PostAsync("/perhaps", "k") is var first ? (first.Status, first.IsReplayed) : default);
        Assert.Equal((404, true), await shop.PostAsync("/perhaps", "k") is var again ? (again.Status, again.IsReplayed) : default);
        Assert.Equal(1, _counter.Runs);
    }

    [Fact]
    public async Task Work_without_a_key_is_a_plain_write()
    {
        await using var shop = await StartAsync("{ required: false }");

        Assert.Equal(201, (await shop.PostAsync("/orders", null)).Status);
        Assert.Equal(201, (await shop.PostAsync("/orders", null)).Status);
        Assert.Equal(2, await shop.CountOrdersAsync());
    }

    [Fact]
    public async Task Second_work_of_a_request_is_refused_before_it_changes_anything()
    {
        await using var shop = await StartAsync();

        Assert.Equal(500, (await shop.PostAsync("/twice", "k")).Status);

        Assert.Equal(1, await shop.CountOrdersAsync());
        Assert.Equal((201, true), await shop.PostAsync("/twice", "k") is var again ? (again.Status, again.IsReplayed) : default);
    }

    [Fact]
    public async Task Answer_that_is_too_large_is_told_as_carried_out()
    {
        await using var shop = await StartAsync("{ body: 10 }");

        Assert.Equal(201, (await shop.PostAsync("/orders", "k")).Status);
        Assert.Equal((409, 1L), ((await shop.PostAsync("/orders", "k")).Status, await shop.CountOrdersAsync()));
    }

    [Fact]
    public async Task Handler_with_work_in_an_api_without_a_database_for_it_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(() => OrderShop.StartAsync(Map));

        Assert.Contains("Call AddIdempotencyDatabase(\"shop\", …)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop", "was called twice")]
    [InlineData("shpo", "names the API 'shpo', which has no contract here")]
    public async Task Database_for_an_api_that_has_one_or_is_unknown_is_refused_at_start_up(string api, string problem)
    {
        var fault = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => OrderShop.StartAsync(
            Map,
            joined: true,
            services: services => services.AddLintel().AddIdempotencyDatabase(api, provider => provider.GetRequiredService<SqliteDatabase>())));

        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handler_with_work_that_is_not_idempotent_is_refused_at_start_up()
    {
        var fault = await Assert.ThrowsAsync<OperationsException>(
            () => OrderShop.StartAsync(map => map.MapPost("/orders", (IdempotentWork work) => AddAsync(work)), joined: true));

        Assert.Contains("takes IdempotentWork, and is not idempotent. Add .Idempotent()", fault.Message, StringComparison.Ordinal);
    }

    private Task<OrderShop> StartAsync(string idempotency = "{ }") => OrderShop.StartAsync(Map, idempotency, joined: true);

    private void Map(RouteGroupBuilder map)
    {
        var shop = map.MapGroup(string.Empty).Idempotent();
        shop.MapPost("/orders", async (IdempotentWork work) =>
        {
            var created = await AddAsync(work);
            return _failsAfterwards ? throw new InvalidOperationException("The process ends here.") : created;
        });
        shop.MapPost("/twice", async (IdempotentWork work) =>
        {
            await AddAsync(work);
            return await AddAsync(work);
        });
        shop.MapPost("/refused", (IdempotentWork work) => work.WriteAsync<IResult>(async connection =>
        {
            _counter.Next();
            await connection.ExecuteAsync("INSERT INTO orders (item) VALUES ('lamp')");
            throw new ApiException(Refusal.For(Condition.StateConflict, ("problem", "Too late.")));
        }));
        shop.MapPost("/perhaps", (IdempotentWork work) => work.WriteAsync<IResult>(_ =>
        {
            _counter.Next();
            return Task.FromResult<IResult>(new ErrorResult(Refusal.Missing("Order", "1")));
        }));
    }

    private Task<Microsoft.AspNetCore.Http.HttpResults.Created<Order>> AddAsync(IdempotentWork work) => work.WriteAsync(async connection =>
    {
        _counter.Next();
        var id = await connection.ExecuteScalarAsync<long>("INSERT INTO orders (item) VALUES (@item) RETURNING id", new { item = "lamp" });
        return TypedResults.Created($"/shop/orders/{id}", new Order(id, "lamp"));
    });

    internal sealed record Order(long Id, string Item);
}
