using Lintel.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.SignalR;

namespace Lintel.HttpTests.Guest;

/// <summary>A controller that asks for one scope, and for a narrower one on an action.</summary>
[Route("shop/scoped"), RequireScope("things:read")]
public sealed class ScopedController : ControllerBase
{
    /// <summary>Under the controller's scope.</summary>
    [HttpGet]
    public string Read() => "read";

    /// <summary>Under its own. No other method than GET: hosts of other tests map this controller too, and tell the methods of the whole API.</summary>
    [HttpGet("all"), RequireScope("things:write")]
    public string All() => "all";
}

/// <summary>The same outside the API.</summary>
[Route("plain/scoped"), RequireScope("things:read")]
public sealed class PlainScopedController : ControllerBase
{
    /// <summary>Open to everybody.</summary>
    [HttpGet]
    public string Read() => "read";
}

/// <summary>A hub that asks for a scope.</summary>
[RequireScope("things:write")]
public sealed class ScopedHub : Hub;
