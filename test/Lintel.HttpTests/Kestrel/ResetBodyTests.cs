using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Lintel.HttpTests.Kestrel;

/// <summary>
/// A body that outer middleware buffers, and whose client goes away in the middle of it. Alone on the machine: the server learns of a reset under TLS in two
/// ways, and which comes first is a matter of microseconds.
/// </summary>
[Collection(nameof(ResetBodyTests))]
[CollectionDefinition(nameof(ResetBodyTests), DisableParallelization = true)]
public sealed class ResetBodyTests
{
    private const int Repetitions = 15;

    [Theory]
    [InlineData("stage", false, false)]
    [InlineData("bound", false, false)]
    [InlineData("stream", false, false)]
    [InlineData("stage", true, false)]
    [InlineData("bound", true, false)]
    [InlineData("stream", true, false)]
    [InlineData("stage", false, true)]
    [InlineData("bound", false, true)]
    [InlineData("stream", false, true)]
    [InlineData("stage", true, true)]
    [InlineData("bound", true, true)]
    [InlineData("stream", true, true)]
    public async Task Stream_of_http2_that_its_client_resets_in_a_buffered_body_is_recorded_as_499(string path, bool isConnectionLost, bool hidesAbort)
    {
        var reading = new SemaphoreSlim(0);
        await using var host = await KestrelHost.StartAsync(
            options => options.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2),
            before: app => Buffer(app, reading, hidesAbort),
            operations: BodyOperations.Map);
        for (var i = 0; i < Repetitions; i++)
        {
            var client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri($"http://127.0.0.1:{host.Port}") };
            using var leaving = new CancellationTokenSource();
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/shop/{path}")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new EndlessContent(),
            };
            var sending = client.SendAsync(request, leaving.Token);
            await reading.WaitAsync(TestContext.Current.CancellationToken);

            if (isConnectionLost)
            {
                client.Dispose();
            }
            else
            {
                await leaving.CancelAsync();
            }

            await Assert.ThrowsAnyAsync<Exception>(() => sending);
            client.Dispose();
            Assert.Equal(499, (await host.Sink.NextAsync()).Status);
        }

        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("stage", false)]
    [InlineData("bound", false)]
    [InlineData("stream", false)]
    [InlineData("stage", true)]
    [InlineData("bound", true)]
    [InlineData("stream", true)]
    public async Task Connection_under_tls_that_its_client_resets_in_a_buffered_body_is_recorded_as_499(string path, bool hidesAbort)
    {
        using var certificate = TestCertificate.Make();
        var reading = new SemaphoreSlim(0);
        await using var host = await KestrelHost.StartAsync(
            options => options.Listen(
                IPAddress.Loopback,
                0,
                endpoint => endpoint.UseHttps(certificate)), before: app => Buffer(app, reading, hidesAbort), operations: BodyOperations.Map);
        for (var i = 0; i < Repetitions; i++)
        {
            await SendAndResetAsync(host, certificate, path, reading);

            // The server's TLS may take the reset for the end of the body.
            Assert.Equal(499, (await host.Sink.NextAsync()).Status);
        }

        Assert.DoesNotContain(host.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Buffer_that_fails_by_itself_is_a_failure_of_the_server()
    {
        await using var host = await KestrelHost.StartAsync(
            before: app => app.Use((http, next) =>
            {
                http.Request.EnableBuffering(bufferThreshold: 1);
                http.Request.Body = new BrokenBuffer(http.Request.Body);
                return next(http);
            }),
            operations: BodyOperations.Map);

        var response = RawResponse.Parse(await host.ExchangeAsync("POST /shop/stream HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"));

        Assert.Equal(500, response.Status);
    }

    private static async Task SendAndResetAsync(KestrelHost host, X509Certificate2 certificate, string path, SemaphoreSlim reading)
    {
        await using var plain = await host.ConnectAsync();
        await using var secure = await plain.SecureAsync(certificate);
        await secure.SendAsync($"POST /shop/{path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{");
        await reading.WaitAsync(TestContext.Current.CancellationToken);
        plain.Reset();
    }

    /// <summary>The application goes by another token, so that nothing but the failed read tells that the client is gone.</summary>
    private static void Buffer(WebApplication app, SemaphoreSlim reading, bool hidesAbort = false) => app.Use((http, next) =>
    {
        http.Request.EnableBuffering();
        if (hidesAbort)
        {
            http.RequestAborted = CancellationToken.None;
        }

        reading.Release();
        return next(http);
    });

    /// <summary>A body that begins and never ends.</summary>
    private sealed class EndlessContent : HttpContent
    {
        public EndlessContent() => Headers.ContentType = new("application/json");

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync("{"u8.ToArray(), cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }

    /// <summary>A buffer whose disk is full.</summary>
    private sealed class BrokenBuffer(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position
        {
            get => inner.Position;
            set => inner.Position = value;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("No space left on device");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
