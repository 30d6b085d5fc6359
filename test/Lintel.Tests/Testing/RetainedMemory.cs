namespace Lintel.Tests.Testing;

/// <summary>
/// What a thing keeps in memory, by the collector's own count of the whole process. The tests that ask run alone, in the collection of this name: whatever
/// another test makes or lets go meanwhile would be counted too.
/// </summary>
[CollectionDefinition(nameof(RetainedMemory), DisableParallelization = true)]
public sealed class RetainedMemory
{
    private const int MostRounds = 10;
    private const long Noise = 16 * 1024;

    /// <summary>The bytes that are in use after <paramref name="make"/> and were not before it.</summary>
    public static async Task<long> OfAsync(Func<Task<object>> make)
    {
        var before = Settle();
        var made = await make();
        var bytes = Settle() - before;
        GC.KeepAlive(made);
        return bytes;
    }

    /// <summary>Collects until nothing more goes: what tests before this one left to finalizers and pools takes several rounds.</summary>
    private static long Settle()
    {
        var last = Collect();
        for (var round = 0; round < MostRounds; round++)
        {
            var next = Collect();
            if (Math.Abs(next - last) <= Noise)
            {
                return next;
            }

            last = next;
        }

        return last;
    }

    private static long Collect()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
