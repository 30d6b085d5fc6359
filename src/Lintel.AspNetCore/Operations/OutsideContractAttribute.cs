namespace Lintel.AspNetCore;

/// <summary>
/// Takes an endpoint under an API's base path out of the contract: it is neither guarded nor logged, and its answers are its own, as if it lay elsewhere.
/// Has no effect on routes that merely reach into a base path by a parameter, such as a fallback; those never answer inside an API.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OutsideContractAttribute : Attribute;
