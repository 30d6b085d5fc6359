using System.Runtime.CompilerServices;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.AspNetCore;

/// <summary>The caller has the operation's scopes: that of the resource first, then that of the operation.</summary>
internal sealed class ScopeGuard(IReadOnlyList<ScopeDefinition> scopes) : Guard
{
    private const int RefusalsKept = 64;

    private readonly ScopeCatalog _catalog = new(scopes);

    // A key without a scope is refused alike each time, in 120 bytes. They hold names of scopes, nothing else of a key.
    private readonly Refusal?[] _kept = new Refusal?[RefusalsKept];

    public override ValueTask<Decision> CheckAsync(ApiCall call)
    {
        // Scopes narrow keys. A session is its person, and an application has none.
        if (call.Operation is not { Anonymous: false } operation || call.ScopesOrNull is not { } scopes)
        {
            return ValueTask.FromResult(Decision.Pass);
        }

        return operation.ScopeByRequest is { } byRequest ? CheckAsync(call, operation, scopes, byRequest) : ValueTask.FromResult(Check(operation, scopes));
    }

    private async ValueTask<Decision> CheckAsync(ApiCall call, Operation operation, IReadOnlyList<string> scopes, BoundText byRequest)
    {
        var asked = await byRequest.ReadAsync(call);
        return _catalog.Grants(scopes, asked) ? Check(operation, scopes) : Refuse(Condition.ScopeMissing, asked, scopes);
    }

    private Decision Check(Operation operation, IReadOnlyList<string> scopes)
    {
        if (operation.Scope is { } scope && !_catalog.Grants(scopes, scope))
        {
            return Refuse(Condition.ScopeMissing, scope, scopes);
        }

        return operation.OperationScope is { } narrow && !_catalog.Grants(scopes, narrow)
            ? Refuse(Condition.OperationMissing, narrow, scopes)
            : Decision.Pass;
    }

    private Refusal Refuse(Condition condition, string required, IReadOnlyList<string> scopes)
    {
        ref var place = ref _kept[RuntimeHelpers.GetHashCode(scopes) % RefusalsKept];
        var refusal = place;
        if (refusal?.Condition != condition || !ReferenceEquals(refusal["required"], required) || !ReferenceEquals(refusal["available"], scopes))
        {
            place = refusal = Refusal.For(condition, ("required", required), ("available", scopes));
        }

        return refusal;
    }
}
