using System.Reflection;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.AspNetCore;

/// <summary>Finds parameters that take a record of the caller, where callers come who have none.</summary>
internal static class CallerParameters
{
    /// <summary>The records that a method needs: the types of its parameters that are not declared as nullable.</summary>
    public static IEnumerable<Type> NeededBy(MethodInfo method)
    {
        var nullability = new NullabilityInfoContext();
        return method.GetParameters()
            .SelectMany(
                parameter => parameter.IsDefined(typeof(AsParametersAttribute))
                    ? parameter.ParameterType.GetConstructors().SelectMany(constructor => constructor.GetParameters())
                    : [parameter])
            .Where(
                parameter => CurrentCall.Binds(parameter.ParameterType)
                    && !parameter.HasDefaultValue
                    && nullability.Create(parameter).WriteState == NullabilityState.NotNull)
            .Select(parameter => parameter.ParameterType);
    }

    /// <summary>Finds records that the endpoint or one of its delegates needs, and some callers of the operation lack.</summary>
    public static IEnumerable<string> FaultsOf(Operation operation, Contract contract) =>
        operation.NeededCallers.Select(needed => FaultOf(operation, needed, contract)).OfType<string>();

    /// <summary>Holds a request to the records that the handler needs. What a reader of the application's own finds is known only with the request.</summary>
    /// <exception cref="InvalidOperationException">The caller lacks one of them.</exception>
    public static void Require(ApiCall call, Operation operation)
    {
        if (call.CredentialScheme is not CustomScheme scheme || operation.NeededCallers.Count == 0)
        {
            return;
        }

        foreach (var needed in operation.NeededCallers.Where(needed => needed.Method is null && !Has(call, needed.Type)))
        {
            throw new InvalidOperationException(
                $"{operation.Name} takes {needed.Type.Name}, and a caller has presented the credential '{scheme.Name}', which brings none. "
                    + $"Take {needed.Type.Name}?, which is null for them, or {Narrowing(needed.Type)}.");
        }
    }

    private static bool Has(ApiCall call, Type record) => record == typeof(ApiKey) ? call.KeyOrNull is not null
        : record == typeof(Session) ? call.SessionOrNull is not null
        : record == typeof(ClientApplication) ? call.ApplicationOrNull is not null
        : call.AccountOrNull is not null;

    private static string? FaultOf(Operation operation, NeededCaller needed, Contract contract)
    {
        var takes = $"{operation.Name} takes {needed.Type.Name}{(needed.Method is null ? string.Empty : $" in {needed.Method}")}";
        if (operation.Anonymous || operation.CredentialIsOptional)
        {
            var who = operation.Anonymous ? "AllowAnonymous" : "OptionalCredential";
            return $"{takes}, and {who} lets in callers who have none. Take {needed.Type.Name}?, which is null for them.";
        }

        // What a reader of the application's own finds is known with the request.
        var other = contract.Credentials.FirstOrDefault(
            scheme => scheme is not CustomScheme
                && operation.Accepts(scheme)
                && (!operation.RequiresSession || scheme is SessionScheme)
                && !Brings(scheme, needed.Type));
        return other is null
            ? null
            : $"{takes}, and callers who present the credential '{other.Word}' of {contract.File} have none. Take {needed.Type.Name}?, which is null for them, or {Narrowing(needed.Type)}.";
    }

    private static bool Brings(CredentialScheme scheme, Type record) => record == typeof(Account)
        || (scheme is KeyScheme && record == typeof(ApiKey))
        || (scheme is SessionScheme && record == typeof(Session))
        || (scheme is ApplicationScheme && record == typeof(ClientApplication));

    private static string Narrowing(Type record) => record == typeof(Session) ? "say .RequireSession()" : "say .AcceptsCredential(…)";
}
