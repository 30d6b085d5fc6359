using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Finds what stages have read, for the parameters of handlers and delegates.</summary>
internal static class StageValues
{
    public static ApiCall CallOf(HttpContext http) => ApiCall.Of(http)
        ?? throw new InvalidOperationException(
            $"{http.Request.Path} is outside the base paths of the APIs, where nothing is read or loaded before the endpoint.");

    /// <param name="http">The request.</param>
    /// <param name="method">The method by which an operation says what is read, for the message.</param>
    /// <param name="read">Takes what was read.</param>
    public static T Read<T>(HttpContext http, string method, Func<ApiCall, object?> read) => read(CallOf(http)) switch
    {
        T value => value,
        null when default(T) is null => default!,
        var other => throw new InvalidOperationException(
            $"{ApiCall.Of(http)!.Operation?.Name} takes {method}<{typeof(T).Name}>, and has read {other?.GetType().Name ?? "nothing"}. Say .{method}<{typeof(T).Name}>() on the endpoint."),
    };
}
