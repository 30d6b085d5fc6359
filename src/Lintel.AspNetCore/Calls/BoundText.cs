namespace Lintel.AspNetCore;

/// <summary>A delegate that returns a text.</summary>
/// <param name="invoke">Calls the delegate.</param>
/// <param name="needsBody">Whether it takes what the <c>body</c> stage reads.</param>
internal sealed class BoundText(Func<ApiCall, ValueTask<object?>> invoke, bool needsBody)
{
    /// <summary>True where it takes what the <c>body</c> stage reads.</summary>
    public bool NeedsBody => needsBody;

    /// <returns>The text; null where the delegate returns null.</returns>
    public async ValueTask<string?> FindAsync(ApiCall call) => (string?)await invoke(call);

    /// <returns>The text; an empty one where the delegate returns null, so that no text does not mean no limit or no scope.</returns>
    public async ValueTask<string> ReadAsync(ApiCall call) => await FindAsync(call) ?? string.Empty;
}
