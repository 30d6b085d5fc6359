namespace Lintel.AspNetCore;

/// <summary>
/// Puts an action, a controller or a handler under a policy that only operations that name it are under, as
/// <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions.CountedUnder{TBuilder}"/> does on an endpoint. Has no effect outside the APIs.
/// </summary>
/// <param name="policy">The policy's name in the contract. Start-up refuses a policy <c>per: value</c>, which needs a text to count by.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class CountedUnderAttribute(string policy) : Attribute
{
    /// <summary>The policy's name in the contract.</summary>
    public string Policy { get; } = policy;
}
