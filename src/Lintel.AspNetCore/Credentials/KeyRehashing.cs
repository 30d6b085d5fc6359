using Lintel.Cluster;
using Lintel.Keys;
using Lintel.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Moves what is stored under older versions of the pepper to the current one: hashes of keys that were admitted, in batches and away from their requests, and
/// what is sealed, once. It waits until every node has the current version.
/// </summary>
internal sealed partial class KeyRehashing(
    ILintelStores stores,
    INodes nodes,
    KeyCache keys,
    KeyRehashes rehashes,
    Pepper pepper,
    IEnumerable<ISealedSecrets> sealedSecrets,
    TimeProvider time,
    ILogger<KeyRehashing> logger) : BackgroundService
{
    private const int AtOnce = 100;

    // So that a rotation under load leaves the store to the requests: a thousand keys a second at most.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(10);

    private readonly LogThrottle _throttle = new(time);
    private readonly HashSet<ISealedSecrets> _resealed = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not while the process starts.
        await Task.Yield();
        if (pepper.Versions.First() == pepper.Newest)
        {
            return;
        }

        try
        {
            while (true)
            {
                var pause = await TryAsync(stoppingToken) ? Pause : RetryInterval;
                await Task.Delay(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What waits is made anew when its key is presented next.
        }
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            rehashes.IsOpen = await AllKnowAsync(cancellationToken);
            if (!rehashes.IsOpen)
            {
                return false;
            }

            await ResealAsync(cancellationToken);
            var batch = await rehashes.TakeAsync(AtOnce, cancellationToken);
            try
            {
                // A node may have come meanwhile.
                return await AllKnowAsync(cancellationToken) && await WriteAsync(batch, cancellationToken);
            }
            finally
            {
                rehashes.Done(batch);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            if (_throttle.Admits(exception.GetType().Name, out var leftOut))
            {
                Log.NotRewritten(logger, exception, leftOut);
            }

            return false;
        }
    }

    private async Task<bool> AllKnowAsync(CancellationToken cancellationToken) => !stores.AreShared
        || (await nodes.ListAsync(cancellationToken)).Where(node => node.LeaseUntil is not null)
            .All(node => node.Description.PepperVersions.Contains(pepper.Newest));

    private async Task ResealAsync(CancellationToken cancellationToken)
    {
        foreach (var secrets in sealedSecrets.Where(secrets => !_resealed.Contains(secrets)).ToArray())
        {
            await secrets.ResealAsync(AtOnce, cancellationToken);
            _resealed.Add(secrets);
        }
    }

    private async Task<bool> WriteAsync(IReadOnlyList<SecretRehash> batch, CancellationToken cancellationToken)
    {
        var moved = batch.Where(rehash => rehash.New.Handle != rehash.Old.Handle).ToArray();
        foreach (var rehash in moved)
        {
            keys.BeginMove(rehash.Old.Handle);
        }

        try
        {
            // A request that finds nothing under the old handle must look under the new one.
            keys.NoteImports(moved.Select(rehash => new KeyImport(rehash.Api, rehash.New.PepperVersion)));
            await stores.Keys.RehashAsync(batch, cancellationToken);
        }
        finally
        {
            foreach (var rehash in batch)
            {
                keys.Forget(rehash.New.Handle);
                keys.EndMove(rehash.Old.Handle);
            }
        }

        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "What is stored under an older version of the pepper could not be rewritten, and is tried again. {LeftOut} lines like this one were left out.")]
        public static partial void NotRewritten(ILogger logger, Exception exception, int leftOut);
    }
}
