using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.FileProviders.Physical;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// Watches the folders of contract files by the operating system, and by looking again every few seconds where that has no watch left or
/// <c>DOTNET_USE_POLLING_FILE_WATCHER</c> asks for it, as network drives and some containers need it.
/// </summary>
internal sealed class ContractWatch : IDisposable
{
    private readonly List<IDisposable> _held = [];

    /// <param name="files">The files. Others of their folders that end with <c>.yaml</c> and <c>.yml</c> are watched too, since contracts may come to name
    /// them.</param>
    /// <param name="changed">Is called when some have changed, from any thread, and perhaps several times.</param>
    public ContractWatch(IEnumerable<string> files, Action changed)
    {
        foreach (var folder in files.GroupBy(Path.GetDirectoryName).Where(folder => Directory.Exists(folder.Key)))
        {
            string[] names = ["*.yaml", "*.yml", .. folder.Select(file => Path.GetFileName(file)!)];
            try
            {
                Watch(new PhysicalFileProvider(folder.Key!, ExclusionFilters.None), names, changed);
            }
            catch (IOException)
            {
                Watch(
                    new PhysicalFileProvider(folder.Key!, ExclusionFilters.None) { UsePollingFileWatcher = true, UseActivePolling = true }, names, changed);
            }
        }
    }

    public void Dispose() => _held.ForEach(held => held.Dispose());

    private void Watch(PhysicalFileProvider provider, string[] names, Action changed)
    {
        _held.Insert(0, provider);
        _held.Insert(0, ChangeToken.OnChange(() => new CompositeChangeToken([.. names.Select(provider.Watch)]), changed));
    }
}
