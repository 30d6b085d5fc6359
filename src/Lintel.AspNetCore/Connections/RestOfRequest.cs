using System.IO.Pipelines;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads on for a moment what a client is still sending after it was refused. A socket that is closed with bytes unread resets the connection, and
/// the reset may overtake the answer (RFC 9112 section 9.6).
/// </summary>
internal static class RestOfRequest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <param name="input">The connection.</param>
    /// <param name="clock">The real clock, also under test: a frozen one would wait for clients that never close.</param>
    public static async Task DiscardAsync(PipeReader input, TimeProvider clock)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(patience.Token);
                input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client is gone or slow, or whoever had the connection before has closed it: there is nothing left to be careful about.
        }
    }
}
