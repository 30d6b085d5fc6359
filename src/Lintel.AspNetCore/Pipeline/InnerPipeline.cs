using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>
/// The application from routing and the front door inward, for requests that it makes to itself without a network: the guards, the endpoints and the records
/// are those of any other request. Middleware before <c>UseLintel</c> does not see them.
/// </summary>
internal sealed class InnerPipeline(RehearsalRoutes routes)
{
    private RequestDelegate? _frontDoor;

    /// <summary>Notes the front door, once the application is put together.</summary>
    public void Note(RequestDelegate frontDoor) => _frontDoor = frontDoor;

    /// <summary>Answers a request.</summary>
    /// <param name="http">A context of its own, whose features are those of no server.</param>
    /// <exception cref="InvalidOperationException"><c>UseLintel</c> was not called.</exception>
    public async Task InvokeAsync(HttpContext http)
    {
        var frontDoor = _frontDoor ?? throw new InvalidOperationException("The application has no front door. Call app.UseLintel().");
        await routes.SelectAsync(http);
        await frontDoor(http);
    }
}
