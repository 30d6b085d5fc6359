using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>A request body's pipe as a stream, read-only and forward-only, with the rule of the server for synchronous reads.</summary>
internal sealed class BodyStream(PipeReader reader, HttpContext http) : ForwardStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await reader.ReadAsync(cancellationToken);
        if (result.IsCanceled)
        {
            reader.AdvanceTo(result.Buffer.Start);
            throw new OperationCanceledException("The read was canceled.");
        }

        var length = (int)Math.Min(result.Buffer.Length, buffer.Length);
        var read = result.Buffer.Slice(0, length);
        read.CopyTo(buffer.Span);
        reader.AdvanceTo(read.End);
        return length;
    }

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        reader.CopyToAsync(destination, cancellationToken);

#pragma warning disable RS0030 // Whoever reads synchronously was allowed to by the server's own setting, and a stream has no other way to answer.
    public override int Read(byte[] buffer, int offset, int count) => http.Features.Get<IHttpBodyControlFeature>() is { AllowSynchronousIO: false }
        ? throw new InvalidOperationException("Synchronous operations are disallowed. Call ReadAsync or set AllowSynchronousIO to true instead.")
        : ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();
#pragma warning restore RS0030
}
