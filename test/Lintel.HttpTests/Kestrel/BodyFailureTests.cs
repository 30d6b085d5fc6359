using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Kestrel;

/// <summary>Failures while a body is read are the client's.</summary>
public sealed class BodyFailureTests
{
    public static TheoryData<string, string> BrokenBodies()
    {
        var data = new TheoryData<string, string>();
        foreach (var path in new[] { "stage", "bound", "stream" })
        {
            data.Add(path, "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{");
            data.Add(path, "Transfer-Encoding: chunked\r\n\r\n80000000\r\n{");
            data.Add(path, "Transfer-Encoding: chunked\r\n\r\nzz\r\n");
            data.Add(path, "Transfer-Encoding: chunked\r\n\r\n-1\r\n");
            data.Add(path, "Transfer-Encoding: chunked\r\n\r\n2\r\n{}??");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(BrokenBodies))]
    public async Task Body_that_is_not_http_is_unreadable_and_no_error_of_the_server(string path, string rest)
    {
        await using var host = await KestrelHost.StartAsync(operations: BodyOperations.Map);

        var response = RawResponse.Parse(await host.ExchangeAsync($"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{rest}"));

        Assert.Equal(400, response.Status);
        Assert.Contains("\"code\":\"malformed\"", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("JSON", response.Body, StringComparison.Ordinal);
        Assert.Equal("close", response.Headers["Connection"]);
        Assert.Equal(Condition.RequestUnreadable, (await host.Sink.NextAsync()).Refusal?.Condition);
        Assert.Empty(host.Log.Lines);
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("bound")]
    [InlineData("stream")]
    public async Task Client_that_ends_its_connection_in_a_body_is_recorded_as_499_and_not_logged(string path)
    {
        await using var host = await KestrelHost.StartAsync(operations: BodyOperations.Map);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync($"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
        connection.EndSending();

        Assert.Equal(499, (await host.Sink.NextAsync()).Status);
        Assert.Empty(host.Log.Lines);
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("bound")]
    [InlineData("stream")]
    public async Task Client_that_resets_its_connection_in_a_body_is_recorded_as_499_and_not_logged(string path)
    {
        var reached = new TaskCompletionSource();
        await using var host = await KestrelHost.StartAsync(operations: shop => BodyOperations.Map(Signal(shop, reached)), contract: WithPrecondition);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync($"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
        await reached.Task;

        connection.Reset();

        Assert.Equal(499, (await host.Sink.NextAsync()).Status);
        Assert.Empty(host.Log.Lines);
    }

    [Fact]
    public async Task Method_that_a_client_makes_up_is_cut_where_it_is_recorded()
    {
        await using var host = await KestrelHost.StartAsync(operations: BodyOperations.Map);

        await host.ExchangeAsync($"{new string('M', 4_000)} /shop/stage HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Equal(new string('M', 32), (await host.Sink.NextAsync()).Method);
    }

    [Fact]
    public async Task Body_in_a_broken_content_coding_is_unreadable()
    {
        await using var host = await KestrelHost.StartAsync(
            services: services => services.AddRequestDecompression(), before: app => app.UseRequestDecompression(), operations: BodyOperations.Map);

        var response = RawResponse.Parse(await host.ExchangeAsync(
            "POST /shop/stream HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 10\r\nConnection: close\r\n\r\nno gzip..."));

        Assert.Equal(400, response.Status);
        Assert.Empty(host.Log.Lines);
    }

    [Theory]
    [InlineData("stage")]
    [InlineData("bound")]
    public async Task Body_that_is_read_as_a_whole_must_arrive_within_30_seconds(string path)
    {
        var reached = new TaskCompletionSource();
        var clock = new ManualClock();
        await using var host = await KestrelHost.StartAsync(
            services: services =>
                services.AddSingleton<TimeProvider>(clock), operations: shop => BodyOperations.Map(Signal(shop, reached)), contract: WithPrecondition);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync($"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
        await reached.Task;

        // The deadline begins a moment after the operation is reached.
        var answer = connection.ReadResponseAsync();
        while (!answer.IsCompleted)
        {
            clock.Advance(TimeSpan.FromSeconds(31));
            await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        var response = RawResponse.Parse(await answer);

        Assert.Equal(400, response.Status);
        Assert.Contains("The request body did not arrive within 30 seconds.", response.Body, StringComparison.Ordinal);
        await AssertNothingIsLoggedAsync(host, connection);
    }

    [Theory]
    [InlineData("Content-Length: 900000", "{\"name\":\"", "aaaaaaaaaa")]
    [InlineData("Transfer-Encoding: chunked", "2\r\n{\"\r\n", "3\r\naaa\r\n")]
    public async Task Body_that_arrives_slowly_until_its_deadline_leaves_nothing_in_the_servers_log(string framing, string beginning, string rest)
    {
        foreach (var path in new[] { "stage", "bound" })
        {
            var clock = new ManualClock();
            await using var host = await KestrelHost.StartAsync(
                services: services => services.AddSingleton<TimeProvider>(clock), operations: BodyOperations.Map, contract: text => text.Replace(
                    "4 KiB",
                    "1 MiB",
                    StringComparison.Ordinal));
            await using var connection = await host.ConnectAsync();
            await connection.SendAsync($"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n{framing}\r\n\r\n{beginning}");
            var answer = connection.ReadResponseAsync();
            while (!answer.IsCompleted)
            {
                await connection.SendAsync(rest);
                clock.Advance(TimeSpan.FromSeconds(2));
                await Task.WhenAny(answer, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken));
            }

            Assert.Contains("The request body did not arrive within 30 seconds.", await answer, StringComparison.Ordinal);
            await AssertNothingIsLoggedAsync(host, connection);
        }
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("reader")]
    public async Task Read_that_the_handler_gives_up_leaves_nothing_in_the_servers_log(string kind)
    {
        await using var host = await KestrelHost.StartAsync(
            operations: shop => shop.MapPost("/short", (HttpRequest request) => GiveUpAsync(request, kind)).AllowAnonymous());
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync("POST /shop/short HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{");

        Assert.Contains("given up", await connection.ReadResponseAsync(), StringComparison.Ordinal);
        await AssertNothingIsLoggedAsync(host, connection);
    }

    /// <summary>The server itself would log an error, close the connection and lose the request that follows.</summary>
    [Theory]
    [InlineData("left", "Content-Length: 4\r\n\r\nabcd")]
    [InlineData("left", "Content-Length: 8\r\n\r\nabcd|efgh")]
    [InlineData("left", "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n")]
    [InlineData("left", "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n|4\r\nefgh\r\n0\r\n\r\n")]
    [InlineData("canceled", "Content-Length: 8\r\n\r\nabcd|efgh")]
    [InlineData("canceled", "Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n|4\r\nefgh\r\n0\r\n\r\n")]
    public async Task Read_that_the_handler_leaves_in_the_middle_does_not_cost_the_connection(string kind, string rest)
    {
        await using var host = await KestrelHost.StartAsync(
            operations: shop =>
            {
                shop.MapPost("/left", (HttpRequest request) => LeaveAsync(request, kind)).AllowAnonymous();
                shop.MapGet("/next", () => Results.Bytes("next"u8.ToArray())).AllowAnonymous();
            });
        await using var connection = await host.ConnectAsync();
        var parts = rest.Split('|');
        await connection.SendAsync($"POST /shop/left HTTP/1.1\r\nHost: x\r\n{parts[0]}");
        Assert.Contains(kind, await connection.ReadResponseAsync(), StringComparison.Ordinal);

        await connection.SendAsync($"{string.Concat(parts[1..])}GET /shop/next HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.EndsWith("next", await connection.ReadResponseAsync(), StringComparison.Ordinal);
        Assert.Empty(host.Log.Lines);
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("upload")]
    public async Task Body_that_is_streamed_is_under_no_deadline_but_the_servers_rate(string path)
    {
        var reached = new TaskCompletionSource();
        var clock = new ManualClock();
        await using var host = await KestrelHost.StartAsync(
            services: services =>
                services.AddSingleton<TimeProvider>(clock), operations: shop => MapWithUpload(Signal(shop, reached)), contract: WithPrecondition);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync(
            $"POST /shop/{path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 12\r\nConnection: close\r\n\r\n{{\"name\"");
        await reached.Task;
        clock.Advance(TimeSpan.FromMinutes(10));

        await connection.SendAsync(":\"a\"}");

        Assert.StartsWith("HTTP/1.1 200 ", await connection.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failures_of_one_kind_are_logged_ten_times_a_minute()
    {
        var clock = new ManualClock();
        await using var host = await KestrelHost.StartAsync(
            services: services => services.AddSingleton<TimeProvider>(clock), operations: shop => shop.MapGet(
                "/broken",
                string () => throw new InvalidOperationException("broken")).AllowAnonymous());
        const string Request = "GET /shop/broken HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        for (var i = 0; i < 25; i++)
        {
            Assert.StartsWith("HTTP/1.1 500 ", await host.ExchangeAsync(Request), StringComparison.Ordinal);
        }

        Assert.Equal(10, host.Log.Lines.Count(line => line.StartsWith("Error", StringComparison.Ordinal)));

        clock.Advance(TimeSpan.FromMinutes(1));
        await host.ExchangeAsync(Request);

        Assert.Contains(host.Log.Lines, line => line.Contains("15 more failures of this kind", StringComparison.Ordinal));
    }

    /// <summary>The server skips the rest of a body after the response, and logs its own failures until it has closed the connection.</summary>
    private static async Task AssertNothingIsLoggedAsync(KestrelHost host, RawConnection connection)
    {
        connection.EndSending();
        try
        {
            await connection.ReadToEndAsync();
        }
        catch (IOException)
        {
            // The server closes a connection on which a body has ended too early.
        }

        Assert.Empty(host.Log.Lines);
    }

    private static async Task<IResult> GiveUpAsync(HttpRequest request, string kind)
    {
        using var source = new CancellationTokenSource();
        var reading = kind == "stream"
            ? request.Body.CopyToAsync(Stream.Null, source.Token)
            : request.BodyReader.CopyToAsync(Stream.Null, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        return Results.Bytes("given up"u8.ToArray());
    }

    private static string WithPrecondition(string contract) => contract.Replace("method, body", "method, precondition, body", StringComparison.Ordinal);

    private static RouteGroupBuilder Signal(RouteGroupBuilder shop, TaskCompletionSource reached)
    {
        var group = shop.MapGroup(string.Empty);
        group.Precondition(() =>
        {
            reached.TrySetResult();
            return Decision.Pass;
        });
        return group;
    }

    private static async Task<IResult> LeaveAsync(HttpRequest request, string kind)
    {
        if (kind == "canceled")
        {
            request.BodyReader.CancelPendingRead();
            await Assert.ThrowsAsync<OperationCanceledException>(async () => await request.Body.ReadExactlyAsync(new byte[4]));
        }
        else
        {
            Assert.NotEqual(0, (await request.BodyReader.ReadAsync()).Buffer.Length);
        }

        return Results.Bytes(Encoding.ASCII.GetBytes(kind));
    }

    private static void MapWithUpload(RouteGroupBuilder shop)
    {
        BodyOperations.Map(shop);
        shop.MapPost("/upload", (BodyOperations.Item item) => item.Name).AllowAnonymous().MaxBody(1_000_000);
    }
}
