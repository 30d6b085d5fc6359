using Lintel;
using Lintel.AspNetCore;

/// <summary>The tenant that a request names is the one that its key was made for.</summary>
[RaisesError("wrong_tenant")]
public sealed class TenantGuard : Guard
{
    /// <inheritdoc/>
    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        // Partners have no key.
        if (call.KeyOrNull is not { } key)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        var named = call.Http.Request.Headers["X-Tenant"].ToString();
        var own = key.Metadata.GetValueOrDefault("tenant", string.Empty);
        Decision decision = named == own ? Decision.Pass : Refusal.WithCode("wrong_tenant", ("tenant", named));
        return ValueTask.FromResult(decision.Comparing(("X-Tenant", named), ("tenant of the key", own)));
    }
}
