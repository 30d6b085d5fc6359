namespace Lintel.Tests.Testing;

/// <summary>
/// What a thing keeps in memory, by the collector's own count of the whole process. The tests that ask run alone, in the collection of this name: whatever
/// another test makes or lets go meanwhile would be counted too.
/// </summary>
[CollectionDefinition(nameof(RetainedMemory), DisableParallelization = true)]
public sealed class RetainedMemory
{
    /// <summary>The bytes that are in use after <paramref name="make"/> and were not before it.</summary>
    public static async Task<long> OfAsync(Func<Task<object>> make)
    {
        var before = Settle();
        var made = await make();
        var bytes = Settle() - before;
        GC.KeepAlive(made);
        return bytes;
    }

    // What tests before this one left to finalizers goes first.
    private static long Settle()
    {
        GC.GetTotalMemory(forceFullCollection: true);
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
