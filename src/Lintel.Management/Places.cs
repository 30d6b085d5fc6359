using Lintel.AspNetCore;

namespace Lintel.Management;

/// <summary>
/// The places of a kind of request that takes long, so that only so many run at once, and half of them for one caller: nobody takes all of them away from the
/// others. Thread-safe.
/// </summary>
/// <param name="most">The number of places.</param>
/// <param name="what">The requests, for the log.</param>
internal sealed class Places(int most, string what)
{
    private const int RetryInSeconds = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _taken = new(StringComparer.Ordinal);

    /// <summary>Takes a place for the caller of a request: an operator, whatever they sign in with, or a key.</summary>
    /// <returns>The place, to be left again.</returns>
    /// <exception cref="ApiException">None is free.</exception>
    public IDisposable Take(ApiCall call)
    {
        var caller = call.KeyOrNull?.OperatorId ?? call.Subject ?? string.Empty;
        lock (_gate)
        {
            var own = _taken.GetValueOrDefault(caller);
            if (own >= most / 2)
            {
                throw Refused($"{own} {what} of {caller} are under way on this node, which is half of what it has.");
            }

            if (_taken.Values.Sum() >= most)
            {
                throw Refused($"{most} {what} are under way on this node.");
            }

            _taken[caller] = own + 1;
        }

        return new Place(this, caller);
    }

    private static ApiException Refused(string cause) =>
        new(Refusal.For(Condition.ServerOverloaded).BecauseOf(cause).RetryIn(RetryInSeconds));

    private void Leave(string caller)
    {
        lock (_gate)
        {
            if (--_taken[caller] == 0)
            {
                _taken.Remove(caller);
            }
        }
    }

    private sealed class Place(Places places, string caller) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
            {
                places.Leave(caller);
            }
        }
    }
}
