using BitFaster.Caching.Lru;
using Lintel.Telemetry;

namespace Lintel.Caching;

/// <summary>
/// Records by key, read through to a store and kept within a bound. A look-up of a kept record takes no lock and allocates nothing. Many who ask for
/// a record that is not kept share one question to the store. A record that was changed is forgotten by <see cref="Forget"/>, and a question that
/// was under way by then can neither put the old record back nor answer anybody who came later. Of several nodes one that is not trusted any more asks the
/// store each time.
/// </summary>
/// <typeparam name="TKey">The key.</typeparam>
/// <typeparam name="TValue">The record.</typeparam>
internal sealed class ReadThroughCache<TKey, TValue>
    where TKey : notnull, IEquatable<TKey>
    where TValue : class
{
    private const int Stripes = 256;

    private readonly Func<TKey, CancellationToken, ValueTask<TValue?>> _load;
    private readonly TimeProvider _time;
    private readonly RecordCacheOptions _options;
    private readonly Stripe[] _stripes;
    private readonly CacheTrust? _trust;
    private volatile FastConcurrentLru<TKey, TValue> _present;
    private volatile FastConcurrentLru<TKey, Absence> _absent;

    /// <summary>Makes an empty cache.</summary>
    /// <param name="load">Asks the store.</param>
    /// <param name="time">The clock.</param>
    /// <param name="options">The bounds.</param>
    /// <param name="trust">Tells whether what is kept may be believed; null where nobody else changes records.</param>
    public ReadThroughCache(Func<TKey, CancellationToken, ValueTask<TValue?>> load, TimeProvider time, RecordCacheOptions options, CacheTrust? trust = null)
    {
        _load = load;
        _time = time;
        _trust = trust;
        _options = options;
        _present = new FastConcurrentLru<TKey, TValue>(options.Capacity);
        _absent = new FastConcurrentLru<TKey, Absence>(options.AbsentCapacity);
        _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];
    }

    /// <summary>How many records are kept.</summary>
    public int Count => _present.Count;

    /// <summary>How many look-ups that found nothing are kept.</summary>
    public int AbsentCount => _absent.Count;

    /// <summary>The look-ups; counted once the counts have an instrument.</summary>
    public LookupCounts Lookups { get; } = new();

    /// <summary>Finds a record, here or in the store; synchronous where it is kept.</summary>
    public ValueTask<TValue?> FindAsync(TKey key, CancellationToken cancellationToken)
    {
        if (TryGetKept(key, out var value))
        {
            return new ValueTask<TValue?>(value);
        }

        return _trust is { IsHeld: false } ? AskAloneAsync(key, cancellationToken) : FillAsync(key, cancellationToken);
    }

    /// <summary>Looks for a record without asking the store.</summary>
    /// <returns>True where the answer is known; the value is null where it is known that nothing is there.</returns>
    public bool TryGetKept(TKey key, out TValue? value)
    {
        if (!TryGet(key, out value))
        {
            return false;
        }

        Lookups.Hit();
        return true;
    }

    private bool TryGet(TKey key, out TValue? value)
    {
        if (_trust is { IsHeld: false })
        {
            value = null;
            return false;
        }

        if (_present.TryGet(key, out var kept))
        {
            value = kept;
            return true;
        }

        value = null;
        return _absent.TryGet(key, out var absence) && _time.GetElapsedTime(absence.Since) < _options.AbsentLife;
    }

    /// <summary>Notes that nothing is there, as if the store had been asked.</summary>
    public void NoteAbsent(TKey key)
    {
        lock (StripeOf(key).Gate)
        {
            _absent.AddOrUpdate(key, new Absence(_time.GetTimestamp()));
        }
    }

    /// <summary>Forgets a record: whoever asks from now on gets what the store has by now.</summary>
    public void Forget(TKey key)
    {
        var stripe = StripeOf(key);
        lock (stripe.Gate)
        {
            stripe.Version++;
            _present.TryRemove(key);
            _absent.TryRemove(key);
            stripe.Fills.Remove(key);
        }
    }

    /// <summary>Forgets everything, likewise.</summary>
    public void ForgetAll()
    {
        foreach (var stripe in _stripes)
        {
            lock (stripe.Gate)
            {
                stripe.Version++;
                stripe.Fills.Clear();
            }
        }

        // Not cleared: that takes away as many as there were, and under traffic leaves some of them. Questions from before are settled in the old ones, or
        // not at all.
        _present = new FastConcurrentLru<TKey, TValue>(_options.Capacity);
        _absent = new FastConcurrentLru<TKey, Absence>(_options.AbsentCapacity);
    }

    // A question that others share may have been asked before a change that nobody has told this node of.
    private ValueTask<TValue?> AskAloneAsync(TKey key, CancellationToken cancellationToken)
    {
        Lookups.Miss();
        return _load(key, cancellationToken);
    }

    private Stripe StripeOf(TKey key) => _stripes[(uint)key.GetHashCode() % Stripes];

    private async ValueTask<TValue?> FillAsync(TKey key, CancellationToken cancellationToken)
    {
        Lookups.Miss();
        Fill? fill;
        bool isOwner;
        var stripe = StripeOf(key);
        lock (stripe.Gate)
        {
            if (TryGet(key, out var value))
            {
                return value;
            }

            isOwner = !stripe.Fills.TryGetValue(key, out fill);
            if (isOwner)
            {
                fill = new Fill(stripe.Version);
                stripe.Fills.Add(key, fill);
            }
        }

        if (isOwner)
        {
            // Not with the caller's token: others share the question. The store bounds it.
            _ = AskAsync(key, stripe, fill!);
        }

        return await fill!.Answer.WaitAsync(cancellationToken);
    }

    private async Task AskAsync(TKey key, Stripe stripe, Fill fill)
    {
        try
        {
            var value = await _load(key, CancellationToken.None);
            Settle(key, stripe, fill, value, isAnswer: true);
            fill.SetResult(value);
        }
        catch (Exception exception)
        {
            Settle(key, stripe, fill, null, isAnswer: false);
            fill.SetException(exception);
        }
    }

    private void Settle(TKey key, Stripe stripe, Fill fill, TValue? value, bool isAnswer)
    {
        lock (stripe.Gate)
        {
            if (stripe.Fills.TryGetValue(key, out var current) && ReferenceEquals(current, fill))
            {
                stripe.Fills.Remove(key);
            }

            if (!isAnswer || stripe.Version != fill.Version)
            {
                return;
            }

            if (value is null)
            {
                _absent.AddOrUpdate(key, new Absence(_time.GetTimestamp()));
            }
            else
            {
                _absent.TryRemove(key);
                _present.AddOrUpdate(key, value);
            }
        }
    }

    /// <summary>Keys that share a lock when the store has to be asked, and a count of their changes.</summary>
    private sealed class Stripe
    {
        public Lock Gate { get; } = new();

        public Dictionary<TKey, Fill> Fills { get; } = [];

        public long Version { get; set; }
    }

    /// <summary>A question to the store that is under way.</summary>
    private sealed class Fill(long version)
    {
        private readonly TaskCompletionSource<TValue?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long Version { get; } = version;

        public Task<TValue?> Answer => _answer.Task;

        public void SetResult(TValue? value) => _answer.SetResult(value);

        public void SetException(Exception exception)
        {
            _answer.SetException(exception);

            // Every waiter may have gone; then nobody looks at the exception, and that is well.
            _ = _answer.Task.Exception;
        }
    }

    private sealed record Absence(long Since);
}
