using Lintel.Contracts;
using Lintel.RateLimits;

namespace Lintel.AspNetCore;

/// <summary>
/// Finds the errors that requests can be answered with, for those who describe an API. Only what can be derived is told: the stages of the contract with what
/// the operation says for each, the framework's binding, the codes of <c>RaisesError</c>, and error statuses in the endpoint's metadata. What a handler or a
/// delegate refuses by a condition of its own choice is named by <c>RaisesError</c> too.
/// </summary>
internal static class OperationErrors
{
    private const int LowestError = 400;

    /// <summary>Finds the errors of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="runtime">The API that the operation belongs to.</param>
    /// <param name="options">The settings, for what exceptions are mapped to.</param>
    /// <returns>The errors in the order of the contract, each code once for each status.</returns>
    public static IReadOnlyList<PossibleError> Of(Operation operation, ApiRuntime runtime, LintelOptions options)
    {
        var errors = new PossibleErrors(runtime.Contract);
        var stages = StagesOf(operation, runtime);
        foreach (var condition in stages.SelectMany(stage => StageConditions.Of(stage, operation, runtime)))
        {
            errors.Add(condition);
        }

        if (!operation.IsReserved)
        {
            AddHandler(errors, operation, options);
        }

        foreach (var condition in operation.RaisedConditions)
        {
            errors.Add(condition);
        }

        foreach (var code in operation.Codes.Concat(runtime.GuardCodes))
        {
            errors.Add(code);
        }

        errors.Add(Condition.ServerError);
        if (NeedsStore(stages, operation, runtime.Contract))
        {
            errors.Add(Condition.ServerDependency);
        }

        return errors.Found;
    }

    /// <summary>Finds the errors of several operations together, each code once for each status with the conditions of all.</summary>
    public static IReadOnlyList<PossibleError> OfAll(IEnumerable<Operation> operations, ApiRuntime runtime, LintelOptions options) =>
    [
        .. operations.SelectMany(operation => Of(operation, runtime, options))
            .GroupBy(error => (error.Code, error.Status))
            .Select(group => new PossibleError(group.First().Definition, [.. group.SelectMany(error => error.Conditions).Distinct()])),
    ];

    /// <summary>
    /// Finds the errors of requests that no operation answers: unknown paths and methods, requests that are too large or cannot be read, and everything that
    /// the contract checks before it looks for the operation.
    /// </summary>
    public static IReadOnlyList<PossibleError> WithoutOperation(ApiRuntime runtime)
    {
        var errors = new PossibleErrors(runtime.Contract);
        var before = runtime.Stages.TakeWhile(stage => stage != StageDescriptor.Method && stage != StageDescriptor.Route).ToArray();
        Condition[] conditions =
        [
            Condition.RequestUnreadable, Condition.RequestUriTooLong, Condition.RequestHeadersTooLarge, Condition.RequestTooLarge,
            .. before.SelectMany(stage => StageConditions.Of(stage, operation: null, runtime)),
            Condition.RouteUnknown,
        ];
        foreach (var condition in conditions.Concat(AfterRoute(runtime)))
        {
            errors.Add(condition);
        }

        errors.Add(Condition.ServerError);
        if (NeedsStore(before, operation: null, runtime.Contract))
        {
            errors.Add(Condition.ServerDependency);
        }

        return errors.Found;
    }

    private static Condition[] AfterRoute(ApiRuntime runtime) =>
        runtime.Stages.Contains(StageDescriptor.Method) ? [Condition.MethodUnsupported, Condition.MethodUnknown] : [];

    /// <summary>An operation that is not built yet is refused at the stage <c>precondition</c>.</summary>
    private static StageDescriptor[] StagesOf(Operation operation, ApiRuntime runtime) => operation.IsReserved
        ? [.. runtime.Stages.TakeWhile(stage => stage != StageDescriptor.Precondition), StageDescriptor.Precondition]
        : runtime.Stages;

    private static void AddHandler(PossibleErrors errors, Operation operation, LintelOptions options)
    {
        foreach (var condition in HandlerConditions.Of(operation).Concat(options.MappedConditions.Values))
        {
            errors.Add(condition);
        }

        foreach (var status in HandlerConditions.StatusesOf(operation).Where(status => status >= LowestError))
        {
            errors.AddStatus(status);
        }
    }

    /// <summary>
    /// Credentials are looked up, and limits that are durable are counted, in a store, which may not answer; nor may the engine of limits that admit nobody
    /// then.
    /// </summary>
    private static bool NeedsStore(IReadOnlyList<StageDescriptor> stages, Operation? operation, Contract contract) =>
        (stages.Contains(StageDescriptor.Key) && operation is not { Anonymous: true })
        || (stages.Contains(StageDescriptor.Limit)
            && StageConditions.LimitsOf(operation, contract).Any(policy =>
                policy.Durability != RateLimitDurability.None || policy.WhenLost == RateLimitLoss.Refuse));
}
