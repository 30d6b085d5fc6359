namespace Lintel.AspNetCore;

/// <summary>
/// Names codes of its own that an action, a controller, a handler or a <see cref="Guard"/> may raise, as
/// <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions.RaisesError{TBuilder}(TBuilder, string[])"/> does on an endpoint. Has no effect
/// outside the APIs.
/// </summary>
/// <param name="codes">The codes, as the contract writes them. Start-up refuses one that the contract has no error definition for.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RaisesErrorAttribute(params string[] codes) : Attribute
{
    /// <summary>The codes, as the contract writes them.</summary>
    public IReadOnlyList<string> Codes { get; } = codes;
}
