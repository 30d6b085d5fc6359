using System.Reflection;
using Lintel.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Lintel.AspNetCore;

/// <summary>Notes an operation's parameters, and finds delegates that cannot be bound and parameters that nothing has filled when they are asked for.</summary>
internal static class OperationBinding
{
    /// <summary>Notes the parameters of an operation's endpoint or of one of its delegates.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="handler">The endpoint's or the delegate's method.</param>
    /// <param name="method">The method that was given the delegate; null for the endpoint.</param>
    /// <param name="stage">The stage that asks the delegate; null for the endpoint.</param>
    public static void Note(Operation operation, MethodInfo handler, string? method = null, StageDescriptor? stage = null)
    {
        operation.NeededCallers.UnionWith(CallerParameters.NeededBy(handler).Select(type => new NeededCaller(type, method)));
        foreach (var type in BoundParameters.Of(handler))
        {
            operation.JoinsTransaction |= type == typeof(IdempotentWork);
            operation.TakesCaller |= CurrentCall.Binds(type)
                || type == typeof(IdempotentWork)
                || (type == typeof(ApiCall) && typeof(ControllerBase).IsAssignableFrom(handler.DeclaringType));
            if (BoundParameters.IsRead(type) || BoundParameters.IsOf(type, typeof(Resource<>)))
            {
                operation.Taken.Add(new TakenParameter(type, method, stage));
            }
        }
    }

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
