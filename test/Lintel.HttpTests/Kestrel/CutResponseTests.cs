using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Kestrel;

/// <summary>A response that can no longer be replaced is cut after what was flushed, as Kestrel by itself does it.</summary>
public sealed class CutResponseTests
{
    private const int Repetitions = 20;

    [Theory]
    [InlineData("chunked", "HTTP/1.1")]
    [InlineData("announced", "HTTP/1.1")]
    [InlineData("announced", "HTTP/1.0")]
    public async Task Flushed_bytes_arrive_before_the_connection_is_cut(string path, string protocol)
    {
        await using var host = await KestrelHost.StartAsync(operations: Map);
        for (var i = 0; i < Repetitions; i++)
        {
            await using var connection = await host.ConnectAsync();
            await connection.SendAsync($"GET /shop/cut/{path} {protocol}\r\nHost: x\r\n\r\n");

            await AssertCut(host, await connection.ReadToEndAsync());
        }
    }

    [Fact]
    public async Task Flushed_bytes_arrive_before_the_connection_is_cut_under_tls()
    {
        using var certificate = TestCertificate.Make();
        await using var host = await KestrelHost.StartAsync(
            options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.UseHttps(certificate)),
            operations: Map);
        for (var i = 0; i < Repetitions; i++)
        {
            await using var plain = await host.ConnectAsync();
            await using var secure = await plain.SecureAsync(certificate);
            await secure.SendAsync("GET /shop/cut/chunked HTTP/1.1\r\nHost: x\r\n\r\n");
            var part = string.Empty;
            while (!part.Contains("half", StringComparison.Ordinal) && await secure.ReadAsync(1) is { Length: > 0 } next)
            {
                part += next;
            }

            await AssertCut(host, part);
        }
    }

    /// <summary>Its end is the end of the connection: only a reset tells that something is missing.</summary>
    [Fact]
    public async Task Response_without_a_length_of_its_own_is_not_taken_for_whole()
    {
        await using var host = await KestrelHost.StartAsync(operations: Map);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync("GET /shop/cut/chunked HTTP/1.0\r\nHost: x\r\n\r\n");

        await Assert.ThrowsAsync<IOException>(connection.ReadToEndAsync);
    }

    [Fact]
    public async Task Unflushed_bytes_of_a_cut_response_are_not_counted()
    {
        await using var host = await KestrelHost.StartAsync(operations: Map);
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync("GET /shop/cut/unflushed HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.DoesNotContain("rest", await connection.ReadToEndAsync(), StringComparison.Ordinal);
        Assert.Equal("half".Length, (await host.Sink.NextAsync()).ResponseBytes);
    }

    [Fact]
    public async Task Request_that_waits_behind_a_cut_response_is_not_run()
    {
        var runs = 0;
        await using var host = await KestrelHost.StartAsync(operations: shop =>
        {
            Map(shop);
            shop.MapGet("/behind", () => Interlocked.Increment(ref runs)).AllowAnonymous();
        });
        await using var connection = await host.ConnectAsync();
        await connection.SendAsync("GET /shop/cut/chunked HTTP/1.1\r\nHost: x\r\n\r\nGET /shop/behind HTTP/1.1\r\nHost: x\r\n\r\n");

        try
        {
            await connection.ReadToEndAsync();
        }
        catch (IOException)
        {
            // The server closes with bytes unread, which may reset the connection.
        }

        await host.Sink.NextAsync();
        Assert.Equal(0, runs);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_is_logged_once_also_behind_an_exception_handler(bool isHandled)
    {
        var handled = 0;
        await using var host = await KestrelHost.StartAsync(
            operations: Map,
            before: app => _ = isHandled ? app.UseExceptionHandler(error => error.Run(Handle)) : app);

        var answer = await host.ExchangeAsync("GET /shop/cut/chunked HTTP/1.1\r\nHost: x\r\n\r\n");

        Assert.Contains("half", answer, StringComparison.Ordinal);

        // The client sees the end before the log does; the record comes after the line.
        var record = await host.Sink.NextAsync();
        var line = Assert.Single(host.Log.Lines);
        Assert.StartsWith($"Error: {record.Id} failed after its response had begun", line, StringComparison.Ordinal);
        Assert.Contains("too late", line, StringComparison.Ordinal);
        Assert.Equal(0, handled);

        Task Handle(HttpContext http)
        {
            handled++;
            return Task.CompletedTask;
        }
    }

    private static async Task AssertCut(KestrelHost host, string answer)
    {
        Assert.Contains("half", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\r\n0\r\n\r\n", answer, StringComparison.Ordinal);
        var record = await host.Sink.NextAsync();
        Assert.Equal("half".Length, record.ResponseBytes);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"was cut after {"half".Length} bytes"),
            record.Refusal!.Cause!.Description,
            StringComparison.Ordinal);
    }

    private static void Map(RouteGroupBuilder shop)
    {
        var cut = shop.MapGroup("/cut").AllowAnonymous();
        cut.MapGet("/chunked", (HttpContext http) => FailAsync(http.Response, "half"));
        cut.MapGet("/announced", (HttpContext http) =>
        {
            http.Response.ContentLength = 100;
            return FailAsync(http.Response, "half");
        });
        cut.MapGet("/unflushed", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            "rest"u8.CopyTo(http.Response.BodyWriter.GetSpan(4));
            http.Response.BodyWriter.Advance(4);
            throw new InvalidOperationException("too late");
        });
    }

    private static async Task FailAsync(HttpResponse response, string text)
    {
        await response.WriteAsync(text);
        await response.Body.FlushAsync();
        throw new InvalidOperationException("too late");
    }
}
