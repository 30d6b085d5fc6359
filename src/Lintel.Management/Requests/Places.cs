using Lintel.AspNetCore;

namespace Lintel.Management.Requests;

/// <summary>The places of a kind of request that takes long, so that only so many run at once. Thread-safe.</summary>
/// <param name="most">The number of places.</param>
/// <param name="what">The requests, for the log.</param>
internal sealed class Places(int most, string what)
{
    private const int RetryInSeconds = 5;

    private int _taken;

    /// <summary>Takes a place.</summary>
    /// <returns>The place, to be left again.</returns>
    /// <exception cref="ApiException">None is free.</exception>
    public IDisposable Take()
    {
        if (Interlocked.Increment(ref _taken) > most)
        {
            Interlocked.Decrement(ref _taken);
            throw new ApiException(Refusal.For(Condition.ServerOverloaded)
                .BecauseOf(new InternalCause($"{most} {what} are under way on this node."))
                .RetryIn(RetryInSeconds));
        }

        return new Place(this);
    }

    private sealed class Place(Places places) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                Interlocked.Decrement(ref places._taken);
            }
        }
    }
}
