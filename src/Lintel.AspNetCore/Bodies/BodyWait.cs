using System.IO.Pipelines;

namespace Lintel.AspNetCore;

/// <summary>
/// Waits for a request body so that the wait can be ended. A token that is handed to Kestrel's reader leaves it marked as reading: nobody can read it after
/// that, and the server logs an error when it tries to skip the rest of the body. A canceled read ends like any other.
/// </summary>
internal static class BodyWait
{
    /// <summary>Reads as the reader itself does with a token.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled; the reader can be read on.</exception>
    public static ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? ReadCancelableAsync(reader, cancellationToken) : reader.ReadAsync(CancellationToken.None);

    /// <summary>Ends the pending read of a reader once a token is canceled. Disposing waits for that.</summary>
    public static CancellationTokenRegistration CancelWith(PipeReader reader, CancellationToken cancellationToken) =>
        cancellationToken.UnsafeRegister(static state => ((PipeReader)state!).CancelPendingRead(), reader);

    private static async ValueTask<ReadResult> ReadCancelableAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ReadResult result;
        using (CancelWith(reader, cancellationToken))
        {
            result = await reader.ReadAsync(CancellationToken.None);
        }

        if (result.IsCanceled && cancellationToken.IsCancellationRequested)
        {
            reader.AdvanceTo(result.Buffer.Start);
            cancellationToken.ThrowIfCancellationRequested();
        }

        return result;
    }
}
