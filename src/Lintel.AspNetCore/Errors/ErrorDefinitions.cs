using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Finds the definition of the catalog that answers a refusal.</summary>
internal static class ErrorDefinitions
{
    /// <summary>
    /// The definition; a code that the operation did not declare, or a condition that the contract does not know, becomes a <c>server.error</c> whose
    /// cause says so: the program is wrong, not the caller.
    /// </summary>
    public static ErrorDefinition Resolve(ApiCall call, ref Refusal refusal)
    {
        var error = MessageLanguage.Translate(call, Find(call, refusal) ?? FailureOf(call, ref refusal));
        return refusal.Status is { } status ? error.WithStatus(status) : error;
    }

    private static ErrorDefinition FailureOf(ApiCall call, ref Refusal refusal)
    {
        var cause = Explain(call, refusal);
        call.Undeclared = cause;
        refusal = Refusal.For(Condition.ServerError).BecauseOf(cause);
        return call.Contract.TryGetError(Condition.ServerError, out var definition)
            ? definition
            : throw new InvalidOperationException($"{call.Contract.File} has no definition for server.error.");
    }

    private static bool Declares(ApiCall call, string code) => call.Operation?.Codes.Contains(code) == true || call.Runtime.GuardCodes.Contains(code);

    private static string Explain(ApiCall call, Refusal refusal)
    {
        var file = call.Contract.File;
        if (refusal.Condition is { } condition)
        {
            return $"The condition '{condition.Name}' has no definition in {file}. Add `when: {condition.Name}` to an error there.";
        }

        var code = refusal.Code!;
        var operation = call.Operation?.Name ?? "The request";
        if (RaisedCodes.IsRetired(code, call.Contract))
        {
            return $"{operation} raised '{code}', which {file} has retired. Raise another code, or take `retired: true` away.";
        }

        var declares = Declares(call, code);
        return (declares, call.Contract.TryGetError(code, out _)) switch
        {
            (true, _) => $"{operation} raises '{code}', which has no definition in {file}. Add an error of this code there.",
            (_, true) =>
                $"{operation} raised '{code}' without declaring it. Add .RaisesError(\"{code}\") to the endpoint{(call.IsEntered ? string.Empty : $", or [RaisesError(\"{code}\")] to the guard")}.",
            _ =>
                $"{operation} raised '{code}', which has no definition in {file}. Add an error of this code there, and .RaisesError(\"{code}\") to the "
                    + "endpoint.",
        };
    }

    private static ErrorDefinition? Find(ApiCall call, Refusal refusal)
    {
        if (refusal.Condition is { } condition)
        {
            return call.Contract.TryGetError(condition, out var byCondition) ? byCondition : null;
        }

        return Declares(call, refusal.Code!) && call.Contract.TryGetError(refusal.Code!, out var byCode) ? byCode : null;
    }
}
