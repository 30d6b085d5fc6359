namespace Lintel.AspNetCore;

/// <summary>
/// Makes an action, the actions of a controller or a handler idempotent, as
/// <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions.Idempotent{TBuilder}"/> does on an endpoint. Has no effect outside the APIs.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute;
