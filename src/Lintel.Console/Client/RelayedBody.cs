using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The body of an answer within the process, written to the browser as it comes.</summary>
/// <param name="outer">The answer to the browser.</param>
/// <param name="begin">Called before the first byte, with the answer within the process.</param>
internal sealed class RelayedBody(HttpResponse outer, Action<HttpResponse> begin) : Stream
{
    private bool _hasBegun;

    /// <summary>The answer within the process.</summary>
    public HttpResponse? Inner { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Begin();
        await outer.Body.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => _hasBegun ? outer.Body.FlushAsync(cancellationToken) : Task.CompletedTask;

    /// <summary>Tells the browser the status, also where there is no body.</summary>
    public void Begin()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            begin(Inner!);
        }
    }

    public override void Flush()
    {
        // The browser's answer is flushed asynchronously.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
