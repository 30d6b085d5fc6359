using System.Diagnostics.CodeAnalysis;

namespace Lintel.AspNetCore;

/// <summary>
/// Gives an example of a success's body to descriptions of the API: on the type that is answered with, wherever it stands in a body, such as in a list or an
/// envelope; or on a handler or an action, for that operation alone. <c>WithResponseExample</c> says the same on an endpoint.
/// </summary>
/// <param name="json">The body as it is sent. Start-up refuses a text that is not JSON with each member once.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method, AllowMultiple = true)]
public sealed class ResponseExampleAttribute([StringSyntax(StringSyntaxAttribute.Json)] string json) : Attribute
{
    /// <summary>The body as it is sent.</summary>
    public string Json { get; } = json;

    /// <summary>The status that the example is of, for a handler or an action that answers with several.</summary>
    /// <value>The default is 0: every success with a body.</value>
    public int StatusCode { get; set; }
}
