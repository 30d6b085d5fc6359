using Microsoft.AspNetCore.Builder;

namespace Lintel.Management.Audit;

/// <summary>Marks an operation that the audit log takes no entry of, though its method is one of changes.</summary>
internal sealed class UnauditedMetadata
{
    public static UnauditedMetadata Instance { get; } = new();
}

/// <summary>Marks operations for the audit log.</summary>
internal static class UnauditedExtensions
{
    /// <summary>The operation changes nothing, or notes its own entry.</summary>
    public static RouteHandlerBuilder Unaudited(this RouteHandlerBuilder operation) => operation.WithMetadata(UnauditedMetadata.Instance);
}
