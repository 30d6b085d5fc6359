using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Lintel.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Idempotency;

/// <summary>Requests with one idempotency key that come at the same time, that are cut short, and whose answers cannot be kept.</summary>
public sealed class InFlightTests
{
    private readonly Counter _counter = new();
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Signal _waiting = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_in_progress_is_in_flight_with_a_wait_and_replayed_afterwards()
    {
        await using var shop = await StartAsync();
        var first = shop.PostAsync("/slow", "k");
        await _entered.Task.WaitAsync(Token);

        var second = await shop.PostAsync("/slow", "k");
        var otherBody = await shop.PostAsync("/slow", "k", "{}");
        var otherKey = shop.PostAsync("/slow", "other");
        _gate.SetResult();

        Assert.Equal((409, "in_progress", "1"), (second.Status, second.Code, second.Headers["Retry-After"]));
        Assert.Equal("in_progress", otherBody.Code);
        Assert.Equal((200, 200), ((await first).Status, (await otherKey).Status));
        var again = await shop.PostAsync("/slow", "k");
        Assert.Equal(((await first).Body, true, 2), (again.Body, again.IsReplayed, _counter.Runs));
    }

    [Fact]
    public async Task Request_whose_body_is_still_coming_is_in_flight()
    {
        await using var shop = await StartAsync();
        await shop.PostAsync("/orders", "warm");
        _waiting.Reset();
        using var socket = await SendHeadAsync(shop, "/orders", "k", length: 15);
        await _waiting.WaitAsync();

        var second = await shop.PostAsync("/orders", "k");

        Assert.Equal((409, "in_progress", 1), (second.Status, second.Code, _counter.Runs));
    }

    [Fact]
    public async Task Client_that_hangs_up_finds_the_answer_when_it_asks_again()
    {
        await using var shop = await StartAsync();
        using (var socket = await SendHeadAsync(shop, "/slow", "k", length: 15))
        {
            await socket.GetStream().WriteAsync("{\"item\":\"lamp\"}"u8.ToArray(), Token);
            await _entered.Task.WaitAsync(Token);
            socket.LingerState = new LingerOption(true, 0);
        }

        await _gone.Task.WaitAsync(Token);
        _gate.SetResult();
        OrderReply again;
        do
        {
            again = await shop.PostAsync("/slow", "k");
        }
        while (again.Code == "in_progress");

        Assert.Equal((200, "run 1", true, 1), (again.Status, again.Body, again.IsReplayed, _counter.Runs));
    }

    [Fact]
    public async Task Many_requests_at_once_run_the_operation_once()
    {
        await using var shop = await StartAsync();

        var replies = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => shop.PostAsync("/orders", "many")));

        Assert.Equal(1, _counter.Runs);
        Assert.Single(replies, reply => reply.Status == 200 && !reply.IsReplayed);
        Assert.All(replies, reply => Assert.True(reply.Status == 200 || reply.Code == "in_progress", reply.Body));
    }

    [Fact]
    public async Task Request_whose_answer_could_not_be_kept_is_not_carried_out_again()
    {
        await using var shop = await StartAsync();
        OrderReply first;
        var sent = shop.PostAsync("/slow", "k");
        await _entered.Task.WaitAsync(Token);
        using (shop.FailCommits())
        {
            _gate.SetResult();
            first = await sent;
        }

        await shop.RestartAsync();
        var again = await shop.PostAsync("/slow", "k");

        Assert.Equal((500, 409, "conflict", 1), (first.Status, again.Status, again.Code, _counter.Runs));
        Assert.Contains("cut short, and may have been carried out", again.Body, StringComparison.Ordinal);
        Assert.False(again.Headers.ContainsKey("Retry-After"));
    }

    [Fact]
    public async Task Request_whose_beginning_cannot_be_noted_is_not_carried_out()
    {
        await using var shop = await StartAsync();
        using (shop.FailCommits())
        {
            Assert.Equal(500, (await shop.PostAsync("/orders", "k")).Status);
        }

        Assert.Equal(0, _counter.Runs);
        Assert.Equal((200, false), await shop.PostAsync("/orders", "k") is var reply ? (reply.Status, reply.IsReplayed) : default);
    }

    [Theory]
    [InlineData("/large")]
    [InlineData("/events")]
    [InlineData("/unbuffered")]
    public async Task Answer_that_is_too_large_or_streamed_is_not_kept_and_the_operation_does_not_run_again(string path)
    {
        await using var shop = await StartAsync("{ body: 20 KiB }");

        var first = await shop.PostAsync(path, "k");
        var again = await shop.PostAsync(path, "k");
        await shop.PostAsync(path, "k2");

        Assert.Equal((202, 409, "conflict"), (first.Status, again.Status, again.Code));
        Assert.Contains("carried out with the status 202", again.Body, StringComparison.Ordinal);
        Assert.Equal(2, _counter.Runs);
        Assert.Single(shop.Log.Lines, line => line.Contains("and was not kept", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Answer_up_to_the_bound_is_kept_also_where_the_handler_flushes()
    {
        await using var shop = await StartAsync("{ body: 64 KiB }");

        var first = await shop.PostAsync("/large", "k");
        var again = await shop.PostAsync("/large", "k");

        Assert.Equal(30_000, first.Body.Length);
        Assert.Equal((first.Body, true), (again.Body, again.IsReplayed));
    }

    [Fact]
    public async Task Response_that_was_cut_is_not_kept_and_the_operation_does_not_run_again()
    {
        await using var shop = await StartAsync("{ body: 20 KiB }");

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => shop.PostAsync("/cut", "k"));
        var again = await shop.PostAsync("/cut", "k");
        while (again.Code == "in_progress")
        {
            again = await shop.PostAsync("/cut", "k");
        }

        Assert.Equal((409, "conflict", 1), (again.Status, again.Code, _counter.Runs));
    }

    [Fact]
    public async Task Account_with_as_many_answers_as_it_may_have_is_refused_until_one_expires()
    {
        await using var shop = await StartAsync("{ keep: 1 minute, perAccount: 100 }");
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(200, (await shop.PostAsync("/orders", $"k{i}")).Status);
        }

        var refused = await shop.PostAsync("/orders", "one-more");
        Assert.Equal((429, "rate", "60"), (refused.Status, refused.Code, refused.Headers["Retry-After"]));
        Assert.True((await shop.PostAsync("/orders", "k0")).IsReplayed);
        Assert.Equal(200, (await shop.PostAsync("/orders", "k0", key: await shop.NewKeyAsync())).Status);

        shop.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(200, (await shop.PostAsync("/orders", "one-more")).Status);
    }

    [Fact]
    public async Task Expired_answers_are_removed_in_the_background()
    {
        await using var shop = await StartAsync("{ keep: 30 seconds }");
        await shop.PostAsync("/orders", "k");
        Assert.Contains(shop.ReadStore(), line => line.StartsWith("sealed_answer", StringComparison.Ordinal));

        shop.Clock.Advance(TimeSpan.FromMinutes(1));

        var store = shop.Services.GetRequiredService<ILintelStores>().SealedAnswers;
        while (shop.ReadStore().Any(line => line.StartsWith("sealed_answer", StringComparison.Ordinal)))
        {
            // A write goes through the same queue, so that this ends once the sweep has had its turn.
            await store.RemoveAsync([0], Token);
        }
    }

    [Fact]
    public async Task Kept_answers_are_sealed_and_hold_neither_body_nor_key()
    {
        await using var shop = await StartAsync();
        await shop.PostAsync("/secret", "unmistakable-idempotency-key", """{"password":"unmistakable-request"}""");

        var stored = string.Join('\n', shop.ReadStore()) + shop.ReadFiles();

        Assert.Contains("sealed_answer", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("unmistakable", stored, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString("unmistakable"u8), stored, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> SendHeadAsync(OrderShop shop, string path, string key, int length)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(shop.Address.Host, shop.Address.Port, Token);
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /shop{path} HTTP/1.1\r\nHost: {shop.Address.Authority}\r\nAuthorization: Bearer {shop.Key}\r\n"
                + $"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n");
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        return socket;
    }

    private Task<OrderShop> StartAsync(string idempotency = "{ }") => OrderShop.StartAsync(
        map =>
        {
            var shop = map.MapGroup(string.Empty).Idempotent();
            shop.MapPost("/orders", () => $"run {_counter.Next()}");
            shop.MapPost("/secret", () => "unmistakable-answer");
            shop.MapPost("/slow", async (CancellationToken aborted) =>
            {
                var run = _counter.Next();
                _entered.TrySetResult();
                await _gate.Task.WaitAsync(aborted);
                return $"run {run}";
            });
            shop.MapPost("/large", async (HttpContext http) =>
            {
                _counter.Next();
                http.Response.StatusCode = 202;
                for (var i = 0; i < 3; i++)
                {
                    await http.Response.WriteAsync(new string('x', 10_000));
                    await http.Response.Body.FlushAsync();
                }
            });
            shop.MapPost("/events", async (HttpContext http) =>
            {
                _counter.Next();
                (http.Response.StatusCode, http.Response.ContentType) = (202, "text/event-stream");
                await http.Response.WriteAsync("data: 1\n\n");
            });
            shop.MapPost("/unbuffered", async (HttpContext http) =>
            {
                _counter.Next();
                http.Response.StatusCode = 202;
                http.Features.Get<IHttpResponseBodyFeature>()!.DisableBuffering();
                await http.Response.WriteAsync("x");
            });
            shop.MapPost("/cut", async (HttpContext http) =>
            {
                _counter.Next();
                await http.Response.WriteAsync(new string('x', 30_000));
                throw new InvalidOperationException("Midway.");
            });
        },
        idempotency,
        pipeline: app => app.Use(async (http, next) =>
        {
            await using var gone = http.RequestAborted.UnsafeRegister(state => ((TaskCompletionSource)state!).TrySetResult(), _gone);
            var answering = next(http);
            _waiting.Set();
            await answering;
        }));

    /// <summary>Told once a request waits for something further in.</summary>
    private sealed class Signal
    {
        private TaskCompletionSource _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reset() => _set = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Set() => _set.TrySetResult();

        public Task WaitAsync() => _set.Task.WaitAsync(Token);
    }
}
