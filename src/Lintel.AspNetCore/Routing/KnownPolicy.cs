using Microsoft.AspNetCore.Authorization;

namespace Lintel.AspNetCore;

/// <summary>The outcome of an operation's authorization policies.</summary>
/// <param name="Value">The policy; null for none.</param>
internal sealed record KnownPolicy(AuthorizationPolicy? Value);
