namespace Lintel.AspNetCore;

/// <summary>
/// Asks for a scope of the contract on a controller, an action, a hub or a handler, as
/// <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions.RequireScope{TBuilder}(TBuilder, string)"/> does on an endpoint. A key that lacks it is
/// answered by <c>scope.missing</c>. One scope is asked for: that of an action before that of its controller, and an attribute before <c>RequireScope</c>.
/// Has no effect outside the APIs.
/// </summary>
/// <param name="scope">The scope's name in the contract. Start-up refuses one that the contract does not declare.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RequireScopeAttribute(string scope) : Attribute
{
    /// <summary>The scope's name in the contract.</summary>
    public string Scope { get; } = scope;
}
