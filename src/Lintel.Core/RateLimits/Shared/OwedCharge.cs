using System.Globalization;
using System.Security.Cryptography;

namespace Lintel.RateLimits;

/// <summary>
/// The charges that one counter of the engine is owed, in steps of a sixteenth of the window. Not thread-safe while charges are added and canceled.
/// </summary>
/// <param name="claim">The policy and the counter.</param>
internal sealed class OwedCharge(SharedClaim claim)
{
    private const int StepsInAWindow = 16;

    private static readonly string Process = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private static long _last;

    private readonly long _step = Math.Max(1, claim.Policy.Window.Ticks / StepsInAWindow);
    private readonly List<(long Step, int Count)> _steps = [];

    /// <summary>A name that nothing else that is owed has, on any process.</summary>
    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"owed-{Process}-{Interlocked.Increment(ref _last)}");

    /// <summary>The policy and the counter.</summary>
    public SharedClaim Claim => claim;

    /// <summary>Adds a charge.</summary>
    /// <param name="now">When, by the clock of requests.</param>
    public void Add(long now)
    {
        _steps.RemoveAll(step => HasLeft(step.Step, now));
        var at = now / _step;
        if (_steps.Count > 0 && _steps[^1].Step >= at)
        {
            _steps[^1] = _steps[^1] with { Count = _steps[^1].Count + 1 };
        }
        else
        {
            _steps.Add((at, 1));
        }
    }

    /// <summary>Takes a charge back.</summary>
    /// <param name="at">When it was made.</param>
    public void Cancel(long at)
    {
        var place = _steps.FindIndex(step => step.Step == at / _step);
        if (place >= 0 && _steps[place].Count > 0)
        {
            _steps[place] = _steps[place] with { Count = _steps[place].Count - 1 };
        }
    }

    /// <summary>The charges that still stand: of each step the age of the newest one that it may have, in ticks, and their number; the oldest first.</summary>
    /// <param name="now">By the clock of requests.</param>
    public IEnumerable<(long Age, int Count)> RunsAt(long now) => _steps
        .Where(step => step.Count > 0 && !HasLeft(step.Step, now))
        .Select(step => (Math.Max(0, now - EndOf(step.Step)), step.Count));

    private long EndOf(long step) => (step + 1) * _step;

    private bool HasLeft(long step, long now) => now - EndOf(step) >= claim.Policy.Window.Ticks;
}
