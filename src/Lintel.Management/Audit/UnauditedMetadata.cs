using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Management.Audit;

/// <summary>Marks an operation that the audit log takes no entry of, though its method is one of changes.</summary>
/// <param name="applies">Tells of a call whether it takes no entry.</param>
internal sealed class UnauditedMetadata(Predicate<ApiCall> applies)
{
    public static UnauditedMetadata Instance { get; } = new(_ => true);

    /// <summary>Returns true if the call takes no entry.</summary>
    public bool AppliesTo(ApiCall call) => applies(call);
}

/// <summary>Marks operations for the audit log.</summary>
internal static class UnauditedExtensions
{
    /// <summary>The operation changes nothing, or notes its own entry.</summary>
    public static RouteHandlerBuilder Unaudited(this RouteHandlerBuilder operation) => operation.WithMetadata(UnauditedMetadata.Instance);

    /// <summary>Some calls of the operation change nothing, such as dry runs.</summary>
    public static RouteHandlerBuilder Unaudited(this RouteHandlerBuilder operation, Predicate<ApiCall> applies) =>
        operation.WithMetadata(new UnauditedMetadata(applies));
}
