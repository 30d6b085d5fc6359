namespace Lintel.HttpTests.Harness;

/// <summary>A folder with the demo data, made once for all tests of the process.</summary>
internal static class DemoTemplate
{
    private static readonly Lazy<Task<TemporaryFolder>> Folder = new(MakeAsync);

    public static async Task<string> PathAsync() => (await Folder.Value).Path;

    public static async Task RemoveAsync()
    {
        if (Folder.IsValueCreated)
        {
            (await Folder.Value).Dispose();
        }
    }

    private static async Task<TemporaryFolder> MakeAsync()
    {
        var folder = new TemporaryFolder();
        var host = await LintelHost.StartAsync(new LintelHostOptions(), folder);
        await host.StopAsync();
        return folder;
    }
}
