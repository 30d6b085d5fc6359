using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The query string as the contract's <c>body</c> stage has read it, every fault at once. A handler or a delegate of a later stage takes it as a parameter; the
/// operation says by <c>Query</c> what is read.
/// </summary>
/// <typeparam name="T">The type that the operation's <c>Query</c> reads.</typeparam>
/// <param name="Value">The value. Null only where <c>Query</c> was given a delegate that returns null.</param>
public readonly record struct Query<T>(T Value)
{
    /// <summary>Binds the parameter.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">The request did not come through the front door, or the operation reads no such query.</exception>
    public static ValueTask<Query<T>> BindAsync(HttpContext context) =>
        ValueTask.FromResult(new Query<T>(StageValues.Read<T>(context, "Query", call => call.Query<object?>())));
}
