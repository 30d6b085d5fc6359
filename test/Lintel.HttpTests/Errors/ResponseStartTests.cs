using System.Text.Json;
using Lintel.HttpTests.Kestrel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using RawResponse = Lintel.HttpTests.Kestrel.RawResponse;

namespace Lintel.HttpTests.Errors;

/// <summary>A response that cannot be started or sent is a failure of its request alone: answered in full or cut, and logged as it was sent.</summary>
public sealed class ResponseStartTests
{
    private const string Next = "GET /shop/hello HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    [Theory]
    [InlineData("text")]
    [InlineData("returned")]
    [InlineData("stream")]
    [InlineData("json")]
    [InlineData("large")]
    [InlineData("flushed")]
    [InlineData("swallowed")]
    [InlineData("file")]
    [InlineData("nothing")]
    [InlineData("no-content")]
    [InlineData("completed")]
    [InlineData("refused")]
    [InlineData("thrown")]
    public async Task Callback_that_fails_when_the_response_starts_gives_the_complete_envelope(string path)
    {
        await using var host = await KestrelHost.StartAsync(operations: shop => MapBodies(shop, FailOnStarting));

        await AssertFailed(host, $"/shop/start/{path}", "no start");
    }

    [Theory]
    [InlineData("too-long", "too many bytes")]
    [InlineData("too-short", "too few bytes")]
    [InlineData("missing", "too few bytes")]
    [InlineData("no-content-with-body", "204")]
    public async Task Body_that_its_header_fields_do_not_allow_gives_the_complete_envelope(string path, string cause)
    {
        await using var host = await KestrelHost.StartAsync(operations: MapMisfits);

        await AssertFailed(host, $"/shop/misfit/{path}", cause);
    }

    [Theory]
    [InlineData("too-long-later")]
    [InlineData("too-short-later")]
    public async Task Body_that_ceases_to_fit_after_a_part_has_left_is_cut_and_logged(string path)
    {
        await using var host = await KestrelHost.StartAsync(operations: MapMisfits);

        var received = string.Empty;
        try
        {
            received = await ExchangeAsync(host, $"/shop/misfit/{path}");
        }
        catch (IOException)
        {
            // The connection may be reset before anything of it is read.
        }

        Assert.DoesNotContain("hello", received, StringComparison.Ordinal);
        Assert.Equal(received.IndexOf("HTTP/1.1 ", StringComparison.Ordinal), received.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal));
        Assert.Contains("was cut after", (await host.Sink.NextAsync()).Refusal?.Cause?.Description, StringComparison.Ordinal);
        Assert.Contains(host.Log.Lines, line => line.Contains("was cut after", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("text")]
    [InlineData("large")]
    [InlineData("nothing")]
    [InlineData("no-content")]
    [InlineData("refused")]
    [InlineData("thrown")]
    public async Task Callback_of_outer_middleware_that_fails_leaves_the_answer_of_the_server(string path)
    {
        await using var host = await KestrelHost.StartAsync(
            before: app => app.Use((http, next) =>
            {
                if (http.Request.Path.StartsWithSegments("/shop/start", StringComparison.Ordinal))
                {
                    FailOnStarting(http);
                }

                return next(http);
            }),
            operations: shop => MapBodies(shop, _ => { }));

        var received = await ExchangeAsync(host, $"/shop/start/{path}");

        var first = RawResponse.Parse(received);
        Assert.Equal((500, string.Empty), (first.Status, first.Body));
        AssertHello(first.Rest);
        Assert.Equal(500, (await host.Sink.NextAsync()).Status);
        Assert.Equal(200, (await host.Sink.NextAsync()).Status);
        Assert.Contains(host.Log.Lines, line => line.Contains("no start", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Callbacks_run_once_and_the_last_one_first()
    {
        await using var host = await KestrelHost.StartAsync(operations: shop => MapBodies(shop, http =>
        {
            http.Response.OnStarting(() => Note(http, "first"));
            http.Response.OnStarting(() => Note(http, "second"));
        }));

        foreach (var path in new[] { "text", "stream", "large", "flushed", "nothing", "no-content", "completed", "refused", "thrown" })
        {
            var received = await ExchangeAsync(host, $"/shop/start/{path}");
            Assert.Contains("X-Ran: second, first\r\n", received, StringComparison.Ordinal);
            AssertHello(received[received.LastIndexOf("HTTP/1.1 ", StringComparison.Ordinal)..]);
        }
    }

    [Fact]
    public async Task Empty_success_says_that_it_is_empty()
    {
        await using var host = await KestrelHost.StartAsync(operations: shop => MapBodies(shop, _ => { }));

        Assert.Contains("Content-Length: 0\r\n", await ExchangeAsync(host, "/shop/start/nothing"), StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length: 0\r\n", await ExchangeAsync(host, "/shop/start/no-content"), StringComparison.Ordinal);
    }

    private static void FailOnStarting(HttpContext http) => http.Response.OnStarting(() => throw new InvalidOperationException("no start"));

    private static Task Note(HttpContext http, string word)
    {
        http.Response.Headers["X-Ran"] = http.Response.Headers.TryGetValue("X-Ran", out var before) ? $"{before}, {word}" : word;
        return Task.CompletedTask;
    }

    private static void MapBodies(IEndpointRouteBuilder shop, Action<HttpContext> first)
    {
        var start = shop.MapGroup("/start").AllowAnonymous().AddEndpointFilter((context, next) =>
        {
            first(context.HttpContext);
            return next(context);
        });
        start.MapGet("/text", async (HttpContext http) => await http.Response.WriteAsync("four"));
        start.MapGet("/returned", () => "four");
        start.MapGet("/stream", async (HttpContext http) => await http.Response.Body.WriteAsync("four"u8.ToArray()));
        start.MapGet("/json", () => Results.Json(new { four = 4 }));
        start.MapGet("/large", () => Results.Bytes(new byte[20_000]));
        start.MapGet("/file", () => Results.File(typeof(ResponseStartTests).Assembly.Location));
        start.MapGet("/flushed", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("four");
            await http.Response.Body.FlushAsync();
        });
        start.MapGet("/swallowed", async (HttpContext http) =>
        {
            try
            {
                await http.Response.Body.FlushAsync();
            }
            catch (InvalidOperationException)
            {
                await http.Response.WriteAsync("four");
            }
        });
        start.MapGet("/nothing", () => Results.Ok());
        start.MapGet("/no-content", () => Results.NoContent());
        start.MapGet("/completed", (HttpContext http) => http.Response.CompleteAsync());
        start.MapGet("/refused", () => Results.NotFound());
        start.MapGet("/thrown", string () => throw new InvalidOperationException("thrown"));
    }

    private static void MapMisfits(IEndpointRouteBuilder shop)
    {
        var misfit = shop.MapGroup("/misfit").AllowAnonymous();
        misfit.MapGet("/too-long", (HttpContext http) => Announce(http, 2).WriteAsync("four"));
        misfit.MapGet("/too-short", (HttpContext http) => Announce(http, 10).WriteAsync("four"));
        misfit.MapGet("/missing", (HttpContext http) =>
        {
            Announce(http, 10);
        });
        misfit.MapGet("/no-content-with-body", (HttpContext http) =>
        {
            http.Response.StatusCode = 204;
            return http.Response.WriteAsync("four");
        });
        misfit.MapGet("/too-long-later", async (HttpContext http) =>
        {
            await Announce(http, 6).WriteAsync("four");
            await http.Response.Body.FlushAsync();
            await http.Response.WriteAsync("four");
        });
        misfit.MapGet("/too-short-later", async (HttpContext http) =>
        {
            await Announce(http, 6).WriteAsync("four");
            await http.Response.Body.FlushAsync();
        });
    }

    private static HttpResponse Announce(HttpContext http, int length)
    {
        http.Response.ContentLength = length;
        return http.Response;
    }

    /// <summary>Sends a request and a second one behind it on one connection.</summary>
    private static async Task<string> ExchangeAsync(KestrelHost host, string path) =>
        await host.ExchangeAsync($"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n{Next}");

    private static async Task AssertFailed(KestrelHost host, string path, string cause)
    {
        var first = RawResponse.Parse(await ExchangeAsync(host, path));

        Assert.Equal(500, first.Status);
        var body = JsonDocument.Parse(first.Body).RootElement;
        Assert.Equal("error", body.GetProperty("code").GetString());
        Assert.Equal(first.Headers["X-Shop-Id"], body.GetProperty("id").GetString());
        AssertHello(first.Rest);

        var record = await host.Sink.NextAsync();
        Assert.Equal((500, "error"), (record.Status, record.Code));
        Assert.Contains(cause, record.Refusal?.Cause?.Description, StringComparison.Ordinal);
        Assert.Equal(200, (await host.Sink.NextAsync()).Status);
        Assert.Equal(2, host.Sink.Records.Count);
        Assert.Contains(host.Log.Lines, line => line.Contains(cause, StringComparison.Ordinal));
    }

    private static void AssertHello(string response)
    {
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", response, StringComparison.Ordinal);
        Assert.Contains("\r\n\r\n5\r\nhello\r\n0\r\n\r\n", response, StringComparison.Ordinal);
    }
}
