using System.Runtime.CompilerServices;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.AspNetCore;

/// <summary>The key has the operation's scopes: that of the resource first, then that of the operation.</summary>
internal sealed class ScopeGuard(IReadOnlyList<ScopeDefinition> scopes) : Guard
{
    private const int RefusalsKept = 64;

    private readonly ScopeCatalog _catalog = new(scopes);

    // A key without a scope is refused alike each time, in 120 bytes. They hold names of scopes, nothing else of a key.
    private readonly Refusal?[] _kept = new Refusal?[RefusalsKept];

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        // Scopes narrow keys. A session is its person, and an application has none.
        if (call.Operation is not { Anonymous: false } operation || call.KeyOrNull is not { } key)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        return operation.ScopeByRequest is { } byRequest ? CheckAsync(call, operation, key, byRequest) : ValueTask.FromResult(Check(operation, key));
    }

    private async ValueTask<Decision> CheckAsync(ApiCall call, Operation operation, ApiKey key, BoundText byRequest)
    {
        var asked = await byRequest.ReadAsync(call);
        return _catalog.Grants(key, asked) ? Check(operation, key) : Refuse(Condition.ScopeMissing, asked, key);
    }

    private Decision Check(Operation operation, ApiKey key)
    {
        if (operation.Scope is { } scope && !_catalog.Grants(key, scope))
        {
            return Refuse(Condition.ScopeMissing, scope, key);
        }

        return operation.OperationScope is { } narrow && !_catalog.Grants(key, narrow)
            ? Refuse(Condition.OperationMissing, narrow, key)
            : Decision.Pass;
    }

    private Refusal Refuse(Condition condition, string required, ApiKey key)
    {
        ref var place = ref _kept[RuntimeHelpers.GetHashCode(key.Scopes) % RefusalsKept];
        var refusal = place;
        if (refusal?.Condition != condition || !ReferenceEquals(refusal["required"], required) || !ReferenceEquals(refusal["available"], key.Scopes))
        {
            place = refusal = Refusal.For(condition, new RefusalArgument("required", required), new RefusalArgument("available", key.Scopes));
        }

        return refusal;
    }
}
