using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// The keys of one issuer, kept and read again: in the background once they are older than <see cref="RefreshAfter"/>, and where a token names a key that is
/// not among them. They are read once at a time, however many requests wait, and none waits longer than <see cref="LongestWait"/>. Where they cannot be read,
/// the last ones stay in use for <see cref="KeepFor"/>. Thread-safe.
/// </summary>
/// <param name="source">Where they are read.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Learns that they could not be read.</param>
internal sealed partial class SigningKeyCache(ISigningKeySource source, TimeProvider time, ILogger<SigningKeyCache> logger)
{
    /// <summary>The age from which keys are read again while they stay in use; at twice the age, requests wait for it.</summary>
    public static readonly TimeSpan RefreshAfter = TimeSpan.FromMinutes(10);

    /// <summary>The age up to which keys are used while the issuer is away.</summary>
    public static readonly TimeSpan KeepFor = TimeSpan.FromHours(24);

    /// <summary>The least time from one reading to the next, so that tokens with made-up key ids cannot make the issuer busy.</summary>
    public static readonly TimeSpan PauseAfterSuccess = TimeSpan.FromSeconds(30);

    /// <summary>The least time from a reading that has failed to the next.</summary>
    public static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(5);

    /// <summary>The time that a reading may take.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly LogThrottle _throttle = new(time);
    private volatile Keys? _keys;
    private Task? _reading;
    private long? _readAt;
    private volatile bool _hasFailed;

    /// <summary>Finds the keys that a token may be signed with.</summary>
    /// <param name="id">The token's <c>kid</c>; null for none.</param>
    /// <param name="algorithm">The token's <c>alg</c>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Empty where the issuer has none; null where that cannot be known, because its keys cannot be read.</returns>
    public async ValueTask<IReadOnlyList<SigningKey>?> FindAsync(string? id, string algorithm, CancellationToken cancellationToken)
    {
        var found = Find(id, algorithm, out var age);
        if (found.Count > 0 && (age < 2 * RefreshAfter || _hasFailed))
        {
            if (age >= RefreshAfter)
            {
                _ = ReadAsync();
            }

            return found;
        }

        await ReadAsync().WaitAsync(cancellationToken);
        found = Find(id, algorithm, out age);
        return found.Count == 0 && (_hasFailed || age >= KeepFor) ? null : found;
    }

    /// <summary>Reads the keys, or waits for whoever is reading them; does nothing where they were read just before. Never throws.</summary>
    public Task ReadAsync()
    {
        TaskCompletionSource done;
        lock (_gate)
        {
            if (_reading is not null)
            {
                return _reading;
            }

            if (_readAt is { } at && time.GetElapsedTime(at) < (_hasFailed ? PauseAfterFailure : PauseAfterSuccess))
            {
                return Task.CompletedTask;
            }

            done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _reading = done.Task;
        }

        // Not with a request's token: others share the reading. Not on its thread: opening a file may block.
        _ = Task.Run(() => ReadAsync(done));
        return done.Task;
    }

    private async Task ReadAsync(TaskCompletionSource done)
    {
        try
        {
            using var deadline = new CancellationTokenSource(LongestWait, time);

            // The second bound is for a source that does not look at the first, such as a file on a disk that does not answer.
            var json = await source.ReadAsync(deadline.Token).WaitAsync(LongestWait, time, CancellationToken.None);
            _keys = new Keys(SigningKeySetReader.Read(json), time.GetTimestamp());
            _hasFailed = false;
        }
        catch (Exception exception)
        {
            _hasFailed = true;
            if (_throttle.Admits(nameof(SigningKeyCache), out var leftOut))
            {
                var consequence = _keys is null ? "None was read before, so tokens are refused" : "The last ones stay in use for up to 24 hours";
                Log.NotRead(logger, source.Place, consequence, leftOut, exception);
            }
        }

        finally
        {
            // Whatever happened, a logger that fails included: the next reading must not wait for this one.
            lock (_gate)
            {
                _readAt = time.GetTimestamp();
                _reading = null;
            }

            done.SetResult();
        }
    }

    private IReadOnlyList<SigningKey> Find(string? id, string algorithm, out TimeSpan age)
    {
        var keys = _keys;
        age = keys is null ? TimeSpan.MaxValue : time.GetElapsedTime(keys.ReadAt);
        return keys is null || age >= KeepFor ? [] : keys.Set.Find(id, algorithm);
    }

    private sealed record Keys(SigningKeySet Set, long ReadAt);

    private static partial class Log
    {
        [LoggerMessage(
            1,
            LogLevel.Warning,
            "The signing keys of access tokens could not be read from {Place}. {Consequence}. {LeftOut} lines like this one were left out.")]
        public static partial void NotRead(ILogger logger, string place, string consequence, int leftOut, Exception exception);
    }
}
