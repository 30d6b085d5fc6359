namespace Lintel.Reference;

/// <summary>Keeps what was made for the key that was asked for last. Those who ask while it is made wait for it; a failure is not kept. Thread-safe.</summary>
/// <param name="make">Makes it.</param>
internal sealed class Kept<TKey, T>(Func<TKey, Task<T>> make)
    where TKey : IEquatable<TKey>
{
    private Made? _last;

    public async Task<T> ForAsync(TKey key)
    {
        var last = _last;
        if (last is null || !last.Key.Equals(key))
        {
            _last = last = new Made(key, new Lazy<Task<T>>(() => make(key)));
        }

        try
        {
            return await last.Value.Value;
        }
        catch
        {
            _ = Interlocked.CompareExchange(ref _last, null, last);
            throw;
        }
    }

    private sealed record Made(TKey Key, Lazy<Task<T>> Value);
}
