namespace Lintel.RateLimits;

/// <summary>
/// Remembers until when callers were told to wait, to tell those who come earlier. Bounded: of callers whose hashes fall together, the last one is remembered,
/// so that with many at once some early ones are missed. Thread-safe.
/// </summary>
internal sealed class RefusedCallers
{
    private const int Places = 4096;

    // Requests of one caller that are under way at once are refused together, before any answer has told it to wait.
    private const long Answering = TimeSpan.TicksPerSecond;

    private readonly Told?[] _told = new Told?[Places];

    /// <summary>Notes a refusal, and tells whether it came before the caller's earlier wait was over.</summary>
    /// <param name="policy">The place of the policy that refuses.</param>
    /// <param name="caller">The hash of the caller's counter.</param>
    /// <param name="now">When.</param>
    /// <param name="until">The end of the wait that the caller is told now.</param>
    /// <returns>true if the caller was refused a second ago or earlier, and should still be waiting; otherwise, false.</returns>
    public bool IsEarly(int policy, ulong caller, long now, long until)
    {
        var id = caller ^ ((ulong)policy << 56);
        ref var place = ref _told[(int)(id % Places)];
        if (Volatile.Read(ref place) is { } before && before.Id == id && now < before.Until)
        {
            return now - before.Since >= Answering;
        }

        Volatile.Write(ref place, new Told(id, now, until));
        return false;
    }

    private sealed record Told(ulong Id, long Since, long Until);
}
