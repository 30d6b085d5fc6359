namespace Lintel.AspNetCore;

/// <summary>
/// Says of a <see cref="Guard"/>, an <see cref="ICredentialReader"/>, or an authorization handler or requirement that it changes nothing, so that
/// <c>POST /lintel/v1/decide</c> may ask it about requests that are only thought of. On an action or its controller it says so of the operation's delegates, as
/// <see cref="Microsoft.AspNetCore.Builder.OperationBuilderExtensions.WithoutSideEffects{TBuilder}"/> does. A class that is derived from one says it for
/// itself.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class WithoutSideEffectsAttribute : Attribute;
