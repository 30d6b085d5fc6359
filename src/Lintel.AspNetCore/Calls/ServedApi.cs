namespace Lintel.AspNetCore;

/// <summary>
/// An API of the process, whatever version of its contract is in force: routing, endpoints and the application know it by this object. A request takes the
/// current version once and ends with it. Thread-safe.
/// </summary>
/// <param name="current">The version to begin with.</param>
internal sealed class ServedApi(ApiRuntime current)
{
    private ApiRuntime _current = current;

    /// <summary>The version in force.</summary>
    public ApiRuntime Current => Volatile.Read(ref _current);

    /// <summary>The base path, which no reload changes.</summary>
    public string BasePath { get; } = current.Contract.BasePath;

    /// <summary>Puts another version in force. Requests that have begun end with the one before.</summary>
    public void Replace(ApiRuntime next)
    {
        var before = Current;
        next.Follow(before);
        Volatile.Write(ref _current, next);

        // Endpoints that appeared meanwhile were told to the version before.
        if (!ReferenceEquals(next.Operations, before.Operations))
        {
            next.SetOperations(before.Operations);
        }
    }
}
