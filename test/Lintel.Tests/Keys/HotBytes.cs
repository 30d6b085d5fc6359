namespace Lintel.Tests.Keys;

/// <summary>Counts what a call allocates on its thread once the runtime has compiled it for good.</summary>
internal static class HotBytes
{
    private const int Rounds = 5_000;
    private const int Calls = 1_000;

    /// <summary>The fewest bytes that a thousand calls have allocated. Code that is not compiled for good yet boxes what later stays where it is.</summary>
    public static long Of(Action call)
    {
        var fewest = long.MaxValue;
        for (var round = 0; round < Rounds && fewest > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Calls; i++)
            {
                call();
            }

            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return fewest;
    }
}
