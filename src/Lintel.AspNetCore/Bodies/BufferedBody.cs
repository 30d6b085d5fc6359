using Microsoft.Extensions.DependencyInjection;

namespace Lintel.AspNetCore;

/// <summary>
/// A request body that outer middleware has buffered. Can be rewound like the buffer itself; counts what is read, keeps the deadline and tells failures
/// apart as <see cref="BodyPipe"/> does. Read-only.
/// </summary>
internal sealed class BufferedBody(Stream buffer, ApiCall call) : Stream
{
    private readonly long _limit = BodyLimit.Of(call);

    public override bool CanRead => true;

    public override bool CanSeek => buffer.CanSeek;

    public override bool CanWrite => false;

    public override long Length => buffer.Length;

    public override long Position
    {
        get => buffer.Position;
        set => buffer.Position = value;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        try
        {
            return Counted(call.Operation is { BindsBody: true, MaxBody: null }
                ? await call.Http.RequestServices.GetRequiredService<BodyDeadline>().ReadAsync(buffer, destination, call, cancellationToken)
                : await buffer.ReadAsync(destination, cancellationToken));
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw BodyFailures.Note(call, exception);
        }
    }

    public override Task<int> ReadAsync(byte[] destination, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(destination.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] destination, int offset, int count)
    {
        try
        {
            return Counted(buffer.Read(destination, offset, count));
        }
        catch (IOException exception)
        {
            throw BodyFailures.Note(call, exception);
        }
    }

    public override long Seek(long offset, SeekOrigin origin) => buffer.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException();

    private int Counted(int read)
    {
        var position = buffer.Position;
        call.BodyBytes = Math.Max(call.BodyBytes, position);
        return position <= _limit ? read : throw new BodyException(BodyLimit.TooLarge(_limit), 413);
    }
}
