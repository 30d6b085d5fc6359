using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace Lintel.AspNetCore;

/// <summary>
/// The features of a connection, the connection itself among them. It is asked for on each request and found at once; in the transport's own list it
/// comes after all others, and to find it there took 1 % of a request.
/// </summary>
internal sealed class WatchedFeatures(IFeatureCollection inner, WatchedConnection connection) : IFeatureCollection
{
    public bool IsReadOnly => inner.IsReadOnly;

    public int Revision => inner.Revision;

    public object? this[Type key]
    {
        get => key == typeof(WatchedConnection) ? connection : inner[key];
        set => inner[key] = value;
    }

    public TFeature? Get<TFeature>() => typeof(TFeature) == typeof(WatchedConnection) ? (TFeature)(object)connection : inner.Get<TFeature>();

    public void Set<TFeature>(TFeature? instance) => inner.Set(instance);

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() =>
        inner.Append(new KeyValuePair<Type, object>(typeof(WatchedConnection), connection)).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
