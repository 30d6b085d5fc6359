using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>A response body's writer as a stream, with the rule of the server for synchronous writes. Write-only and forward-only.</summary>
internal sealed class HeldStream : Stream
{
    private readonly PipeWriter _writer;
    private readonly Func<HttpContext> _http;

    private HeldStream(PipeWriter writer, Func<HttpContext> http) => (_writer, _http) = (writer, http);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="writer">Takes the bytes; its owner ends it.</param>
    /// <param name="http">Gives the request that is being answered.</param>
    public static Stream Over(PipeWriter writer, Func<HttpContext> http) => new HeldStream(writer, http);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        ThrowIfCanceled(await _writer.WriteAsync(buffer, cancellationToken));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken) => ThrowIfCanceled(await _writer.FlushAsync(cancellationToken));

#pragma warning disable RS0030 // Whoever writes synchronously was allowed to by the server's own setting, and a stream has no other way to answer.
    public override void Write(byte[] buffer, int offset, int count)
    {
        RefuseSynchronous();
        WriteAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
    }

    public override void Flush()
    {
        RefuseSynchronous();
        FlushAsync(CancellationToken.None).GetAwaiter().GetResult();
    }
#pragma warning restore RS0030

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private static void ThrowIfCanceled(FlushResult result)
    {
        if (result.IsCanceled)
        {
            throw new OperationCanceledException("The flush was canceled.");
        }
    }

    private void RefuseSynchronous()
    {
        if (_http().Feature<IHttpBodyControlFeature>() is { AllowSynchronousIO: false })
        {
            throw new InvalidOperationException("Synchronous operations are disallowed. Call WriteAsync or set AllowSynchronousIO to true instead.");
        }
    }
}
