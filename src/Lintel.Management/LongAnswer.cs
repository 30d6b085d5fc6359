using Microsoft.AspNetCore.Http;

namespace Lintel.Management;

/// <summary>
/// The common part of answers that go on for long: a client that does not read costs no more time than another, and all end when the process stops.
/// </summary>
/// <param name="http">The request.</param>
/// <param name="time">The clock.</param>
/// <param name="stopping">Canceled when the process stops.</param>
internal sealed class LongAnswer(HttpContext http, TimeProvider time, CancellationToken stopping) : IDisposable
{
    // A client that reads at all reads as much as that in the time of one write.
    private const int MostAtOnce = 64 * 1024;

    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);

    /// <summary>Canceled when the client is gone or the process stops.</summary>
    public CancellationToken Ended => _ended.Token;

    /// <summary>Sends an answer; one that is cut off on the way has a body without an end.</summary>
    public async Task RunAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (TimeoutException)
        {
            // The client does not read; closing in an orderly way would wait for it as well.
            http.Abort();
        }
        catch (OperationCanceledException) when (Ended.IsCancellationRequested)
        {
            // The client is gone, or the process stops while it does not read.
            http.Abort();
        }
    }

    /// <summary>Writes a part, which leaves at once.</summary>
    /// <param name="part">The part.</param>
    /// <param name="cancellationToken">Gives up; the answer is then cut off.</param>
    /// <exception cref="TimeoutException">The client does not read.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> part, CancellationToken cancellationToken)
    {
        for (var rest = part; rest.Length > 0; rest = rest[Math.Min(MostAtOnce, rest.Length)..])
        {
            await http.Response.Body.WriteAsync(rest[..Math.Min(MostAtOnce, rest.Length)], cancellationToken)
                .AsTask()
                .WaitAsync(LongestWrite, time, cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken).WaitAsync(LongestWrite, time, cancellationToken);
        }
    }

    /// <summary>Cuts the answer off: its body has no end.</summary>
    public void CutOff()
    {
        http.Abort();
        _ended.Cancel();
    }

    public void Dispose() => _ended.Dispose();
}
