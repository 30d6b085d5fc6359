namespace Lintel.AspNetCore;

/// <summary>Finds delegates that cannot be bound, and parameters for which the operation reads or loads nothing.</summary>
internal static class OperationBinding
{
    public static IEnumerable<string> FaultsOf(Operation operation) => operation.DelegateFaults.Concat(operation.Taken.Select(type => FaultOf(operation, type)).OfType<string>());

    private static string? FaultOf(Operation operation, Type taken)
    {
        var value = taken.GetGenericArguments()[0];
        var (isThere, method) = BoundParameters.IsOf(taken, typeof(Body<>)) ? (operation.ReadBody is not null || operation.ReadQuery is not null, "Body")
            : BoundParameters.IsOf(taken, typeof(Query<>)) ? (operation.ReadQuery is not null, "Query")
            : (operation.ResourceTypes.Exists(value.IsAssignableFrom), "Resource");
        return isThere ? null : $"{operation.Name} takes {method}<{value.Name}>, and nothing {(method == "Resource" ? "loads" : "reads")} it. Say .{method}(…) on the endpoint.";
    }
}
