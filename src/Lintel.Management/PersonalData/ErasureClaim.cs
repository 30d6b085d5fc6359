using Lintel.Erasures;
using Lintel.Stores;

namespace Lintel.Management.PersonalData;

/// <summary>
/// An erasure that this process has claimed, with how far it is. Each write renews the claim and is refused once another process has claimed the erasure, which
/// ends the run here. Used by one run at a time; the claim is renewed beside it.
/// </summary>
/// <param name="stores">The stores.</param>
/// <param name="erasure">The erasure.</param>
/// <param name="ended">Canceled when the process stops, and by this when the claim is lost.</param>
internal sealed class ErasureClaim(ILintelStores stores, Erasure erasure, CancellationTokenSource ended)
{
    /// <summary>The time for which a claim lasts. A process that was killed is replaced after that.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    /// <summary>
    /// The pause before the last steps, where other nodes run: what they have logged of requests that were under way is in the store by then. A node that
    /// cannot reach the store for longer writes later.
    /// </summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(15);

    private bool _isLeft;

    /// <summary>The erasure as this run has left it. The numbers of its entries are those of the claim.</summary>
    public Erasure Erasure { get; private set; } = erasure;

    /// <summary>Canceled when the run must end: the process stops, or another one has claimed the erasure.</summary>
    public CancellationToken Ended => ended.Token;

    /// <summary>Keeps the place in the step.</summary>
    public Task NoteAsync(long after, int requests = 0, int changes = 0) => SaveAsync(Erasure with { After = after }, requests, changes, Lease);

    /// <summary>Goes on with another step.</summary>
    public Task BeginAsync(ErasureStep step) => SaveAsync(Erasure with { Step = step, After = 0 }, requests: 0, changes: 0, Lease);

    /// <summary>Leaves the next step for after the pause, to whichever process looks first.</summary>
    public Task PauseAsync(ErasureStep step) => LeaveAsync(Erasure with { Step = step, After = 0 }, Pause);

    /// <summary>Ends the erasure.</summary>
    public Task EndAsync(DateTimeOffset at) => LeaveAsync(Erasure with { EndedAt = at }, Lease);

    /// <summary>Gives the claim back; nothing where it is lost, or the run has left it for after the pause or has ended the erasure.</summary>
    public async Task ReleaseAsync()
    {
        if (!_isLeft)
        {
            await stores.Erasures.RenewAsync(Erasure, TimeSpan.Zero, CancellationToken.None);
        }
    }

    /// <summary>Renews the claim until the run has ended. A module may take longer than the lease.</summary>
    public async Task RenewAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(Renewal, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended.Token))
            {
                await RenewAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The run has ended.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            if (!await stores.Erasures.RenewAsync(Erasure, Lease, ended.Token))
            {
                await ended.CancelAsync();
            }
        }
        catch (Exception exception) when (exception is StoreUnavailableException or ObjectDisposedException)
        {
            // The next renewal, or the next write, tells whether the claim still holds.
        }
    }

    private Task LeaveAsync(Erasure next, TimeSpan lease)
    {
        // Also where the process stops just then: the pause is for the other nodes.
        _isLeft = true;
        return SaveAsync(next, requests: 0, changes: 0, lease);
    }

    private async Task SaveAsync(Erasure next, int requests, int changes, TimeSpan lease)
    {
        // Also while the process stops: what was done is not done again.
        if (!await stores.Erasures.SaveAsync(next, requests, changes, lease, CancellationToken.None))
        {
            await ended.CancelAsync();
        }

        Ended.ThrowIfCancellationRequested();
        Erasure = next;
    }
}
