using System.Diagnostics.CodeAnalysis;

namespace Lintel.AspNetCore;

/// <summary>
/// Gives an example of a request's body to descriptions of the API: on the type that the body is read into or that <c>Accepts</c> describes it by, for every
/// operation with it, or on a handler or an action, for that operation alone. <c>WithRequestExample</c> says the same on an endpoint.
/// </summary>
/// <param name="json">The body as it is sent. Start-up refuses a text that is not JSON with each member once.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method)]
public sealed class RequestExampleAttribute([StringSyntax(StringSyntaxAttribute.Json)] string json) : Attribute
{
    /// <summary>The body as it is sent.</summary>
    public string Json { get; } = json;
}
