namespace Lintel.AspNetCore;

/// <summary>Finds operations that cannot run in shadow mode: their handlers need what only an admitted request has.</summary>
internal static class ShadowCheck
{
    public static IEnumerable<string> FaultsOf(IEnumerable<GuardedEndpoint> operations) =>
        from guarded in operations
        where guarded.Runtime.IsShadow
        from type in BoundParameters.Of(guarded.Original.Metadata)
        where Needs(type)
        select $"{guarded.Operation.Name} takes {NameOf(type)}, which a request that the guards have not admitted lacks, and '{guarded.Runtime.Contract.Api}' is in shadow mode. "
            + "Take it out of the handler until the contract is enforced, or enforce it.";

    private static bool Needs(Type type) =>
        type == typeof(ApiCall)
        || type == typeof(IdempotentWork)
        || CurrentCall.Binds(type)
        || BoundParameters.IsRead(type)
        || BoundParameters.IsOf(type, typeof(Resource<>));

    private static string NameOf(Type type) =>
        type.IsGenericType ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{type.GetGenericArguments()[0].Name}>" : type.Name;
}
