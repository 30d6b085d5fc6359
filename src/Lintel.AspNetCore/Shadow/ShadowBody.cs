namespace Lintel.AspNetCore;

/// <summary>
/// Stands in the place of the request body while the guards of shadow mode decide: the body is the handler's, who is to find it untouched, so that nobody
/// reads it before.
/// </summary>
internal sealed class ShadowBody : ForwardStream
{
    private const string Untouched = "In shadow mode the body is the handler's, and no guard reads it.";

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => throw new NotSupportedException(Untouched);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException(Untouched);
}
