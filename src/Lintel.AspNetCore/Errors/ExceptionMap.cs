using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Lintel.AspNetCore;

/// <summary>Maps exceptions to refusals, the most specific type first: the application's own mappings, then those that hold for every API.</summary>
internal sealed class ExceptionMap(LintelOptions options)
{
    // By name, so that Lintel does not depend on Polly.
    private static readonly Dictionary<string, Condition> ByName = new(StringComparer.Ordinal)
    {
        ["Polly.Timeout.TimeoutRejectedException"] = Condition.ServerTimeout,
        ["Polly.CircuitBreaker.BrokenCircuitException"] = Condition.ServerDependency,
        ["Polly.CircuitBreaker.IsolatedCircuitException"] = Condition.ServerDependency,
    };

    /// <summary>The refusal that stands for an exception, whatever the application's exception handlers say; null where they are to be asked.</summary>
    public Refusal? Find(Exception exception, ApiCall call)
    {
        if (exception is ApiException raised)
        {
            return raised.Refusal;
        }

        for (var type = exception.GetType(); type is not null && type != typeof(object); type = type.BaseType)
        {
            if (options.ExceptionMappings.TryGetValue(type, out var map))
            {
                return Mapped(exception, map);
            }

            if (options.MappedConditions.TryGetValue(type, out var condition))
            {
                return Refusal.For(condition, ("problem", StatusTexts.OfCondition(condition)), ("field", string.Empty));
            }
        }

        return exception is BadHttpRequestException bad
            ? BindingFaults.Of(bad, call)
            : FormFailures.Of(exception, call) ?? BodyFailures.OfCoding(exception, call);
    }

    /// <summary>The refusal that the application has mapped an exception to; a failure of the mapping itself is an error of the server.</summary>
    private static Refusal? Mapped(Exception exception, Func<Exception, Refusal?> map)
    {
        try
        {
            return map(exception);
        }
        catch (Exception failure)
        {
            return Refusal.For(Condition.ServerError).BecauseOf(
                new InternalCause(failure, $"The mapping of {exception.GetType().Name} has failed with it."));
        }
    }

    /// <summary>The refusal for an exception that nobody has mapped.</summary>
    public Refusal Otherwise(Exception exception, ApiCall call) => (exception is OperationCanceledException && HasTimedOut(call)
        ? StatusRefusals.Of(call, StatusCodes.Status504GatewayTimeout, ForeignBody.Empty)
        : Refusal.For(ConditionOf(exception))).BecauseOf(exception);

    /// <summary>The status of an exception that nobody has mapped, for exception handlers that set none.</summary>
    public int StatusOf(Exception exception, ApiCall call) =>
        exception is OperationCanceledException && HasTimedOut(call) ? StatusCodes.Status504GatewayTimeout
        : call.Contract.TryGetError(ConditionOf(exception), out var error) ? error.Status
        : StatusCodes.Status500InternalServerError;

    private static Condition ConditionOf(Exception exception) => exception switch
    {
        StoreUnavailableException or HttpRequestException => Condition.ServerDependency,
        TimeoutException => Condition.ServerTimeout,
        NotImplementedException => Condition.ServerNotImplemented,

        // HttpClient cancels by itself when its time is up or a connection fails, and says why inside.
        OperationCanceledException { InnerException: { } reason } => ConditionOf(reason),
        _ => Named(exception.GetType()),
    };

    private static Condition Named(Type thrown)
    {
        for (var type = thrown; type is not null; type = type.BaseType)
        {
            if (type.FullName is { } name && ByName.TryGetValue(name, out var condition))
            {
                return condition;
            }
        }

        return Condition.ServerError;
    }

    private static bool HasTimedOut(ApiCall call) => call.Http.Feature<IHttpRequestTimeoutFeature>() is { RequestTimeoutToken.IsCancellationRequested: true };
}
