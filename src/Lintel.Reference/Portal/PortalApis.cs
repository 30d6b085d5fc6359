using System.Collections;
using Lintel.AspNetCore;

namespace Lintel.Reference;

/// <summary>The APIs as the portal shows them, each by the version of its contract that is in force. Thread-safe.</summary>
/// <param name="directory">The APIs.</param>
/// <param name="names">Their names, in the order of the pages.</param>
/// <param name="options">The settings, for what exceptions are mapped to.</param>
/// <param name="canBeTried">true if the portal has a page on which operations are tried.</param>
internal sealed class PortalApis(ApiDirectory directory, IReadOnlyList<string> names, LintelOptions options, bool canBeTried) : IReadOnlyList<PortalApi>
{
    private readonly PortalApi?[] _made = new PortalApi?[names.Count];

    public int Count => names.Count;

    /// <summary>The key that pages are kept by: it changes with each contract that is reloaded.</summary>
    public int Version => directory.Version;

    public PortalApi this[int index]
    {
        get
        {
            var runtime = directory.Named(names[index]);
            return Volatile.Read(ref _made[index]) is { } made && made.Runtime == runtime
                ? made
                : _made[index] = new PortalApi(runtime, options) { CanBeTried = canBeTried };
        }
    }

    public IEnumerator<PortalApi> GetEnumerator() => Enumerable.Range(0, Count).Select(index => this[index]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
