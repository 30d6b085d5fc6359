using System.Collections.Concurrent;
using Lintel.HttpTests.Kestrel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using RawResponse = Lintel.HttpTests.Kestrel.RawResponse;

namespace Lintel.HttpTests.Errors;

/// <summary>The parts of a request and its response that Lintel replaces are put back before outer middleware goes on, and work as what they replace.</summary>
public sealed class ReplacedPartsTests
{
    [Theory]
    [InlineData("/shop/echo", 200)]
    [InlineData("/shop/parts/bound", 200)]
    [InlineData("/shop/parts/ignored", 200)]
    [InlineData("/shop/parts/failing", 500)]
    [InlineData("/shop/parts/unstartable", 500)]
    [InlineData("/shop/parts/flushed", 200)]
    [InlineData("/shop/nowhere", 401)]
    public async Task Outer_middleware_finds_everything_in_its_place_again(string path, int status)
    {
        var seen = new ConcurrentQueue<(string Name, object? Before, object? After)>();
        await using var host = await KestrelHost.StartAsync(
            before: app => app.Use(async (http, next) =>
            {
                var before = Parts(http);
                await next(http);
                foreach (var (was, now) in before.Zip(Parts(http)))
                {
                    seen.Enqueue((was.Name, was.Part, now.Part));
                }
            }),
            operations: MapParts);

        Assert.Equal(status, await PostAsync(host, path, "{}"));

        Assert.NotEmpty(seen);
        Assert.All(seen, part => Assert.Equal((part.Name, part.Before), (part.Name, part.After)));
    }

    [Theory]
    [InlineData("/shop/echo", 200)]
    [InlineData("/shop/parts/bound", 200)]
    [InlineData("/shop/parts/ignored", 200)]
    [InlineData("/shop/parts/failing", 500)]
    [InlineData("/shop/nowhere", 401)]
    public async Task Outer_middleware_reads_the_body_that_it_has_buffered(string path, int status)
    {
        var bodies = new ConcurrentQueue<string>();
        await using var host = await KestrelHost.StartAsync(
            before: app => app.Use(async (http, next) =>
            {
                http.Request.EnableBuffering();
                await next(http);
                http.Request.Body.Position = 0;
                bodies.Enqueue(await new StreamReader(http.Request.Body).ReadToEndAsync());
            }),
            operations: MapParts);

        Assert.Equal(status, await PostAsync(host, path, """{"a":1}"""));

        Assert.Equal(["""{"a":1}"""], bodies);
    }

    [Theory]
    [InlineData("/shop/parts/rewinding")]
    [InlineData("/shop/parts/bound-and-rewinding")]
    public async Task Handler_rewinds_a_body_that_outer_middleware_has_buffered(string path)
    {
        await using var host = await KestrelHost.StartAsync(before: Buffering(bufferLimit: null), operations: MapParts);

        var response = await ExchangeAsync(host, path, """{"a":1}""");

        Assert.Contains("""{"a":1}{"a":1} at 7 of 7""", response, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Buffered_body_keeps_the_limit_of_the_contract()
    {
        await using var host = await KestrelHost.StartAsync(before: Buffering(bufferLimit: null), operations: MapParts);

        var response = RawResponse.Parse(await host.ExchangeAsync(
            $"POST /shop/echo HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2000\r\n{new string('x', 0x2000)}\r\n0\r\n\r\n"));

        Assert.Equal(413, response.Status);
        Assert.Contains("larger than 4096 bytes", response.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Body_that_nobody_has_buffered_cannot_be_rewound()
    {
        await using var host = await KestrelHost.StartAsync(operations: MapParts);

        Assert.Equal(500, await PostAsync(host, "/shop/parts/rewinding", "{}"));
    }

    [Theory]
    [InlineData("/shop/echo")]
    [InlineData("/shop/parts/bound")]
    [InlineData("/shop/parts/stage")]
    public async Task Body_that_exceeds_the_buffer_of_outer_middleware_is_too_large(string path)
    {
        await using var host = await KestrelHost.StartAsync(before: Buffering(bufferLimit: 64), operations: MapParts);

        var response = RawResponse.Parse(await ExchangeAsync(host, path, $"\"{new string('x', 1000)}\""));

        Assert.Equal(413, response.Status);
        Assert.Contains("\"code\":\"too_large\"", response.Body, StringComparison.Ordinal);
        Assert.Equal(413, (await host.Sink.NextAsync()).Status);
    }

    [Theory]
    [InlineData("/shop/echo")]
    [InlineData("/shop/parts/bound")]
    [InlineData("/shop/parts/stage")]
    public async Task Body_that_the_server_cannot_read_is_an_error_of_the_server(string path)
    {
        await using var host = await KestrelHost.StartAsync(
            before: app => app.Use((http, next) =>
            {
                http.Request.Body = new FullDisk();
                return next(http);
            }),
            operations: MapParts);

        var response = RawResponse.Parse(await ExchangeAsync(host, path, "{}"));

        Assert.Equal(500, response.Status);
        Assert.Contains("\"code\":\"error\"", response.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("space", response.Body, StringComparison.Ordinal);
        Assert.Equal(500, (await host.Sink.NextAsync()).Status);
        Assert.Contains(host.Log.Lines, line => line.Contains("No space left", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("write")]
    [InlineData("flush")]
    [InlineData("writer")]
    public async Task Synchronous_writes_follow_the_setting_of_the_server(string way)
    {
        await using var strict = await KestrelHost.StartAsync(operations: MapParts);
        await using var lenient = await KestrelHost.StartAsync(kestrel => kestrel.AllowSynchronousIO = true, operations: MapParts);

        var refused = RawResponse.Parse(await ExchangeAsync(strict, $"/shop/parts/sync-{way}", "{}"));
        var admitted = await ExchangeAsync(lenient, $"/shop/parts/sync-{way}", "{}");

        Assert.Equal(500, refused.Status);
        Assert.Contains("Synchronous operations are disallowed", (await strict.Sink.NextAsync()).Refusal?.Cause?.Description, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200 OK", admitted, StringComparison.Ordinal);
        Assert.Contains("four", admitted, StringComparison.Ordinal);
    }

    private static void MapParts(RouteGroupBuilder shop)
    {
        var parts = shop.MapGroup("/parts").AllowAnonymous();
        parts.MapPost("/bound", (System.Text.Json.JsonElement body) => body);
        parts.MapPost("/stage", () => "never").AllowAnonymous().Body(fields => fields.Text("name") ?? string.Empty);
        parts.MapPost("/ignored", () => "four");
        parts.MapPost("/failing", async (HttpContext http) =>
        {
            await new StreamReader(http.Request.Body).ReadToEndAsync();
            throw new InvalidOperationException("failed");
        });
        parts.MapPost("/unstartable", (HttpContext http) =>
        {
            http.Response.OnStarting(() => throw new InvalidOperationException("no start"));
            return "four";
        });
        parts.MapPost("/flushed", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("four");
            await http.Response.Body.FlushAsync();
        });
        parts.MapPost("/rewinding", async (HttpRequest request) => await ReadTwice(request, await new StreamReader(request.Body).ReadToEndAsync()));
        parts.MapPost("/bound-and-rewinding", (System.Text.Json.JsonElement body, HttpRequest request) => ReadTwice(request, body.GetRawText()));
        parts.MapPost("/sync-write", (HttpContext http) => http.Response.Body.Write("four"u8));
        parts.MapPost("/sync-flush", async (HttpContext http) =>
        {
            await http.Response.Body.WriteAsync("four"u8.ToArray());
            http.Response.Body.Flush();
        });
        parts.MapPost("/sync-writer", (HttpContext http) =>
        {
            using var writer = new StreamWriter(http.Response.Body);
            writer.Write("four");
        });
    }

    private static async Task<string> ReadTwice(HttpRequest request, string first)
    {
        request.Body.Position = 0;
        var second = await new StreamReader(request.Body).ReadToEndAsync();
        return $"{first}{second} at {request.Body.Position} of {request.Body.Length}";
    }

    private static (string Name, object? Part)[] Parts(HttpContext http) =>
    [
        ("request body", http.Request.Body),
        ("request pipe", http.Features.Get<IRequestBodyPipeFeature>()),
        ("response body", http.Features.Get<IHttpResponseBodyFeature>()),
        ("response", http.Features.Get<IHttpResponseFeature>()),
        ("body limit", http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } server ? server.MaxRequestBodySize : 30_000_000L),
    ];

    private static Action<WebApplication> Buffering(long? bufferLimit) => app => app.Use((http, next) =>
    {
        if (bufferLimit is { } most)
        {
            http.Request.EnableBuffering(bufferThreshold: 16, most);
        }
        else
        {
            http.Request.EnableBuffering();
        }

        return next(http);
    });

    private static async Task<int> PostAsync(KestrelHost host, string path, string body) =>
        int.Parse((await ExchangeAsync(host, path, body)).AsSpan("HTTP/1.1 ".Length, 3), System.Globalization.CultureInfo.InvariantCulture);

    private static Task<string> ExchangeAsync(KestrelHost host, string path, string body) =>
        host.ExchangeAsync(
            $"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    /// <summary>A body whose reading fails on this side, as a spool file on a full disk does.</summary>
    private sealed class FullDisk : MemoryStream
    {
        private const int NoSpace = 28;

        public override bool CanSeek => false;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device", NoSpace);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            throw new IOException("No space left on device", NoSpace);
    }
}
