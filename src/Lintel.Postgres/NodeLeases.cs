namespace Lintel.Postgres;

/// <summary>
/// The leases of nodes as this process has watched them by its own clock, which only goes forward: one is over when it was not renewed for its whole length
/// since it was first seen. The server's clock may be set to another time, and would end all of them at once, or none for long. Thread-safe.
/// </summary>
/// <param name="length">The length of a lease.</param>
/// <param name="time">The clock.</param>
internal sealed class NodeLeases(TimeSpan length, TimeProvider time)
{
    // Nodes are listed for as long after they were last heard of.
    private static readonly TimeSpan LongestListing = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (DateTime Until, long SeenAt)> _renewals = new(StringComparer.Ordinal);

    /// <summary>Notes a lease, and returns true if it may run; false once it is over.</summary>
    /// <param name="node">The node.</param>
    /// <param name="until">The end of its lease by the server's clock, which differs with each renewal and is used for nothing else.</param>
    public bool Runs(string node, DateTime until)
    {
        lock (_gate)
        {
            if (!_renewals.TryGetValue(node, out var renewal) || renewal.Until != until)
            {
                renewal = (until, time.GetTimestamp());
                _renewals[node] = renewal;
            }

            return time.GetElapsedTime(renewal.SeenAt) < length;
        }
    }

    /// <summary>Takes out the leases that nobody has renewed for a minute.</summary>
    public IReadOnlyList<(string Node, DateTime Until)> TakeOld()
    {
        lock (_gate)
        {
            var old = _renewals.Where(lease => time.GetElapsedTime(lease.Value.SeenAt) >= LongestListing)
                .Select(lease => (lease.Key, lease.Value.Until)).ToArray();
            Array.ForEach(old, lease => _renewals.Remove(lease.Key));
            return old;
        }
    }
}
