using System.Collections.Concurrent;
using System.Reflection;
using Xunit.v3;

[assembly: Lintel.Tests.Patience]

namespace Lintel.Tests;

/// <summary>
/// Cancels a test that takes longer than three minutes: what it waits for with <see cref="TestContext.CancellationToken"/> ends, and the test fails with its
/// name, where the whole run would stand still without a word.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class PatienceAttribute : BeforeAfterTestAttribute
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private static readonly ConcurrentDictionary<string, Timer> Running = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        var context = TestContext.Current;
        Running[test.UniqueID] = new Timer(_ => context.CancelCurrentTest(), null, Longest, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        ArgumentNullException.ThrowIfNull(test);
        if (Running.TryRemove(test.UniqueID, out var timer))
        {
            timer.Dispose();
        }
    }
}
