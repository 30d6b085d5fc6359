using System.Net;
using System.Net.Sockets;
using System.Text;
using Lintel.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Door;

/// <summary>
/// What the guarded path allocates over the same endpoint without Lintel. Bytes repeat where times do not; the client is a bare socket with one
/// buffer, and the least of several rounds is taken, so that what other threads allocate meanwhile does not count.
/// </summary>
[Collection(nameof(AllocationTests))]
[CollectionDefinition(nameof(AllocationTests), DisableParallelization = true)]
public sealed class AllocationTests(ITestOutputHelper output)
{
    private const int Requests = 1000;
    private const int Rounds = 7;

    [Fact]
    public async Task Admitted_request_adds_at_most_256_bytes()
    {
        await using var host = await GuardedHost();
        var bare = await BareEndpoint();
        var guarded = Measure(host.Address, RequestText("/shop/fixed", host.Key), "200");

        output.WriteLine($"bare {bare} B, guarded {guarded} B, added {guarded - bare} B");
        Assert.InRange(guarded - bare, 0, 256);
    }

    [Theory]
    [InlineData("no credential", "401")]
    [InlineData("bad key", "401")]
    [InlineData("missing scope", "403")]
    [InlineData("over the limit", "429")]
    public async Task Refused_request_adds_at_most_384_bytes(string why, string status)
    {
        await using var host = await GuardedHost();
        var bare = await BareEndpoint();
        var key = why switch
        {
            "no credential" => null,
            "bad key" => host.Key[..^6] + "AAAAAA",
            "missing scope" => (await host.IssueAsync()).Key,
            _ => host.Key,
        };
        var path = why switch { "over the limit" => "/shop/limited", _ => "/shop/fixed" };
        var refused = Measure(host.Address, RequestText(path, key), status);

        output.WriteLine($"{why}: bare {bare} B, refused {refused} B, added {refused - bare} B");
        Assert.InRange(refused - bare, -1000, 384);
    }

    private static Task<DoorHost> GuardedHost() => DoorHost.StartAsync(
        shop =>
        {
            shop.MapGet("/fixed", Fixed).RequireScope("things:read");
            shop.MapGet("/limited", Fixed).CountedUnder("one");
        },
        options => options.FailedAuthenticationsPerMinute = 1_000_000,
        services => services.AddSingleton<IRequestSink, NoSink>(),
        contract => contract
            .Replace("allow: 50, window: 1 minute, headers: ietf", "allow: 16000, window: 1 minute", StringComparison.Ordinal)
            .Replace(
                "limits:",
                "limits:\n  - { name: one, per: key, allow: 1, window: 1 hour, named: true, durable: false, headers: x-ratelimit }",
                StringComparison.Ordinal));

    private static async Task<long> BareEndpoint()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/shop/fixed", Fixed);
        await app.StartAsync();
        return Measure(new Uri(app.Urls.First()), RequestText("/shop/fixed", null), "200");
    }

    private static Task Fixed(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = 11;
        return http.Response.Body.WriteAsync(Body).AsTask();
    }

    private static ReadOnlyMemory<byte> Body { get; } = "{\"ok\":true}"u8.ToArray();

    private static byte[] RequestText(string path, string? key) =>
        Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(key is null ? string.Empty : $"Authorization: Bearer {key}\r\n")}\r\n");

    private static long Measure(Uri address, byte[] request, string status)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 20_000 };
        socket.Connect(IPAddress.Loopback, address.Port);
        var buffer = new byte[16 * 1024];
        Send(socket, request, buffer, Requests, status: null);
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Send(socket, request, buffer, Requests, status);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / Requests);
        }

        return least;
    }

    private static void Send(Socket socket, byte[] request, byte[] buffer, int count, string? status)
    {
        var expected = status is null ? null : Encoding.ASCII.GetBytes($"HTTP/1.1 {status} ");
        for (var i = 0; i < count; i++)
        {
            socket.Send(request);
            var length = ReceiveOne(socket, buffer);
            if (expected is not null && !buffer.AsSpan(0, length).StartsWith(expected))
            {
                throw new InvalidOperationException(Encoding.ASCII.GetString(buffer, 0, length));
            }
        }
    }

    private static int ReceiveOne(Socket socket, byte[] buffer)
    {
        var length = 0;
        while (true)
        {
            var more = socket.Receive(buffer, length, buffer.Length - length, SocketFlags.None);
            length += more > 0 ? more : throw new InvalidOperationException($"The connection ended after '{Encoding.ASCII.GetString(buffer, 0, length)}'.");
            var received = buffer.AsSpan(0, length);
            var end = received.IndexOf("\r\n\r\n"u8);
            if (end >= 0 && length >= end + 4 + ContentLength(received[..end]))
            {
                return length;
            }
        }
    }

    private static int ContentLength(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8) + "Content-Length: ".Length;
        var value = 0;
        for (; at < head.Length && head[at] is >= (byte)'0' and <= (byte)'9'; at++)
        {
            value = (value * 10) + head[at] - '0';
        }

        return value;
    }

    private sealed class NoSink : IRequestSink
    {
        public void Take(in RequestRecord record)
        {
        }
    }
}
