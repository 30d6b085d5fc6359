using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The record that the contract's <c>resource</c> stage has loaded. A handler or a delegate of a later stage takes it as a parameter; the operation says by
/// <c>Resource</c> how it is loaded.
/// </summary>
/// <typeparam name="T">The type that the operation's <c>Resource</c> loads.</typeparam>
/// <param name="Value">The record.</param>
public readonly record struct Resource<T>(T Value)
    where T : notnull
{
    /// <summary>Binds the parameter.</summary>
    /// <param name="context">The request.</param>
    /// <exception cref="InvalidOperationException">The request did not come through the front door, or the operation loads no such record.</exception>
    public static ValueTask<Resource<T>> BindAsync(HttpContext context) => ValueTask.FromResult(new Resource<T>(StageValues.CallOf(context).Resource<T>()));
}
