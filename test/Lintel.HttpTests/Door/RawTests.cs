using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Lintel.HttpTests.Door;

/// <summary>What only a bare socket can send.</summary>
public sealed class RawTests : IAsyncLifetime
{
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(ShopOperations.Map);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Expect_with_a_body_over_its_bound_gets_no_100_first()
    {
        var answer = await Exchange(
            $"POST /shop/things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_host.Key}\r\nContent-Type: application/json\r\nContent-Length: 9999\r\nExpect: "
                + "100-continue\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expect_without_a_key_gets_no_100_first()
    {
        var answer = await Exchange(
            "POST /shop/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 10\r\nExpect: 100-continue\r\nConnection: "
                + "close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 401 ", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_chunk_in_a_body_is_malformed()
    {
        var answer = await Exchange(
            $"POST /shop/things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_host.Key}\r\nContent-Type: application/json\r\nTransfer-Encoding: "
                + "chunked\r\nConnection: close\r\n\r\nzz\r\n");

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"malformed\"", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Client_that_hangs_up_in_its_body_is_recorded_and_harms_nobody()
    {
        using (var socket = Connect())
        {
            await socket.SendAsync(
                Encoding.ASCII.GetBytes(
                    $"POST /shop/things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {_host.Key}\r\nContent-Type: application/json\r\nContent-Length: "
                        + $"100\r\n\r\n{{"),
                TestContext.Current.CancellationToken);
        }

        using var response = await _host.SendAsync("GET", "/shop/things", _host.Key);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, _host.Address.Port);
        return socket;
    }

    private async Task<string> Exchange(string request)
    {
        using var socket = Connect();
        await socket.SendAsync(Encoding.ASCII.GetBytes(request), TestContext.Current.CancellationToken);
        var answer = new byte[8192];
        var length = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(answer, 0, length);
    }
}
