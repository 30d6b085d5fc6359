namespace Lintel.ClusterTests.Harness;

/// <summary>Callers who send one request after the other.</summary>
internal static class Load
{
    /// <summary>Sends a number of requests by several callers.</summary>
    public static Task SendAsync(int callers, int requests, Func<int, Task> send)
    {
        var sent = -1;
        return RunAsync(callers, async () =>
        {
            if (Interlocked.Increment(ref sent) is var number && number >= requests)
            {
                return false;
            }

            await send(number);
            return true;
        });
    }

    /// <summary>Lets several callers go on until each is done.</summary>
    public static Task RunAsync(int callers, Func<Task<bool>> next) => Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
    {
        while (await next())
        {
        }
    })));
}
