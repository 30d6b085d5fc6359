using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.AspNetCore;

/// <summary>Finds the row of the catalog that answers a refusal.</summary>
internal static class ErrorRows
{
    /// <summary>
    /// The row; a code that the operation did not declare, or a condition that the contract does not know, becomes a <c>server.error</c> whose
    /// cause says so: the program is wrong, not the caller.
    /// </summary>
    public static ErrorDefinition Resolve(ApiCall call, ref Refusal refusal)
    {
        if (Find(call, refusal) is { } error)
        {
            return refusal.Status is { } status ? error.WithStatus(status) : error;
        }

        var cause = $"'{refusal}' is not declared by {call.Operation?.Name ?? "any operation"} or has no row in {call.Contract.File}.";
        refusal = Refusal.For(Condition.ServerError).BecauseOf(new InternalCause(cause));
        return call.Contract.TryGetError(Condition.ServerError, out var row)
            ? row
            : throw new InvalidOperationException($"{call.Contract.File} has no row for server.error.");
    }

    private static ErrorDefinition? Find(ApiCall call, Refusal refusal)
    {
        if (refusal.Condition is { } condition)
        {
            return call.Contract.TryGetError(condition, out var byCondition) ? byCondition : null;
        }

        var declared = call.Operation?.Codes.Contains(refusal.Code!) ?? false;
        return declared && call.Contract.TryGetError(refusal.Code!, out var byCode) ? byCode : null;
    }
}
