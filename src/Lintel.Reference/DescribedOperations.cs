using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Routing;

namespace Lintel.Reference;

/// <summary>The operations of an API that its reference tells of.</summary>
internal static class DescribedOperations
{
    /// <summary>
    /// All but those that are excluded from descriptions. The management API is excluded from those of the application as a whole, and has a reference of its
    /// own.
    /// </summary>
    public static IEnumerable<Operation> Of(ApiRuntime runtime) => runtime.Operations.Where(operation =>
        runtime.Contract.Api == Contract.Default.Api
        || operation.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true });
}
