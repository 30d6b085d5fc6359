using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Finds delegates that cannot be bound, and parameters that nothing has filled when they are asked for.</summary>
internal static class OperationBinding
{
    public static IEnumerable<string> FaultsOf(Operation operation, Contract contract) =>
        operation.DelegateFaults.Concat(operation.Taken.Select(taken => FaultOf(operation, taken, contract)).OfType<string>());

    private static string? FaultOf(Operation operation, TakenParameter taken, Contract contract)
    {
        var value = taken.Type.GetGenericArguments()[0];
        var (filled, method, stage) = BoundParameters.IsOf(taken.Type, typeof(Body<>)) ? (
            (operation.BodyType ?? operation.QueryType) is { } body && Fits(value, body),
            "Body",
            StageDescriptor.Body)
            : BoundParameters.IsOf(taken.Type, typeof(Query<>)) ? (operation.QueryType is { } query && Fits(value, query), "Query", StageDescriptor.Body)
            : (operation.ResourceTypes.Exists(resource => Fits(value, resource)), "Resource", StageDescriptor.Resource);
        if (!filled || (taken.Method, method) is ("Body", "Body") or ("Query", "Query" or "Body"))
        {
            var place = taken.Method is null ? string.Empty : $" in {taken.Method}";
            var verb = method == "Resource" ? "loads" : "reads";
            return $"{operation.Name} takes {method}<{value.Name}>{place}, and nothing {verb} it. Say .{method}(…) on the endpoint.";
        }

        return IsInTime(taken.Stage, stage, contract)
            ? null
            : $"{operation.Name} takes {method}<{value.Name}> in {taken.Method}, and the order of {contract.File} asks that before. Put '{stage}' before "
                + $"'{taken.Stage}'.";
    }

    /// <summary>Tells whether a value that is read or loaded as one type may be one of another.</summary>
    private static bool Fits(Type taken, Type made) => taken.IsAssignableFrom(made) || made.IsAssignableFrom(taken);

    /// <summary>A limit that counts by the body has it read first, and one loader of records may take what another has loaded.</summary>
    private static bool IsInTime(StageDescriptor? asks, StageDescriptor fills, Contract contract) => asks is null
        || asks == fills
        || (asks == StageDescriptor.Limit && fills == StageDescriptor.Body)
        || !contract.Order.Contains(asks)
        || contract.Order.TakeWhile(stage => stage != asks).Contains(fills);
}
