using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Lintel.AspNetCore;

/// <summary>
/// A delegate of an operation with parameters as a handler has them: the framework binds them, from services, the route, the query, header fields and what
/// earlier stages have read. Bodies and forms are the contract's to read.
/// </summary>
internal sealed class BoundDelegate
{
    private readonly Lazy<RequestDelegate> _run;
    private readonly bool _takesCaller;

    private BoundDelegate(Func<RequestDelegate> run, MethodInfo method, IReadOnlyList<IParameterBindingMetadata> bindings)
    {
        _run = new Lazy<RequestDelegate>(run);
        Parameters = BoundParameters.Of(method);
        Bindings = bindings;
        Result = BoundResult.Of(method.ReturnParameter);
        NeedsBody = Parameters.Any(BoundParameters.IsRead);
        _takesCaller = Parameters.Any(CurrentCall.Binds);
    }

    /// <summary>The types of the parameters, those of <c>[AsParameters]</c> included.</summary>
    public IReadOnlyList<Type> Parameters { get; }

    /// <summary>The parameters as the framework binds them.</summary>
    public IReadOnlyList<IParameterBindingMetadata> Bindings { get; }

    /// <summary>The result of the delegate once its task has ended.</summary>
    public BoundResult Result { get; }

    /// <summary>True where it takes what the <c>body</c> stage reads.</summary>
    public bool NeedsBody { get; }

    /// <summary>Binds a delegate. The code that does so is made at the first request, as for handlers; what it needs is checked now.</summary>
    /// <param name="handler">The delegate.</param>
    /// <param name="route">The endpoint's route, which tells the parameters of the path from those of the query.</param>
    /// <param name="services">The application's services.</param>
    /// <exception cref="InvalidOperationException">A parameter cannot be bound; the message says which.</exception>
    public static BoundDelegate Of(Delegate handler, RoutePattern route, IServiceProvider services)
    {
        var endpoint = new RouteEndpointBuilder(null, route, 0) { ApplicationServices = services };
        endpoint.FilterFactories.Add(static (_, next) => invocation => KeepAsync(invocation, next));
        var options = new RequestDelegateFactoryOptions
        {
            ServiceProvider = services,
            EndpointBuilder = endpoint,
            RouteParameterNames = [.. route.Parameters.Select(parameter => parameter.Name)],
            DisableInferBodyFromParameters = true,
            ThrowOnBadRequest = true,
        };
        var inferred = RequestDelegateFactory.InferMetadata(handler.Method, options);
        return inferred.EndpointMetadata.Any(item => item is IAcceptsMetadata)
            ? throw new InvalidOperationException("It takes a body or a form from the framework. Take Body<T>, and say .Body<T>() on the endpoint.")
            : new BoundDelegate(
                () => RequestDelegateFactory.Create(handler, options, inferred).RequestDelegate,
                handler.Method,
                [.. inferred.EndpointMetadata.OfType<IParameterBindingMetadata>()]);
    }

    /// <returns>What the delegate returns; null for nothing.</returns>
    public ValueTask<object?> InvokeAsync(ApiCall call)
    {
        if (_takesCaller)
        {
            CurrentCall.Fill(call);
        }

        var running = _run.Value(call.Http);
        return running.IsCompletedSuccessfully ? ValueTask.FromResult(call.TakeResult()) : AwaitAsync(call, running);
    }

    private static async ValueTask<object?> AwaitAsync(ApiCall call, Task running)
    {
        await running;
        return call.TakeResult();
    }

    /// <summary>Keeps what the delegate returns from being written as a response.</summary>
    private static async ValueTask<object?> KeepAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var result = await next(invocation);
        StageValues.CallOf(invocation.HttpContext).KeepResult(result is EmptyHttpResult ? null : result);
        return TypedResults.Empty;
    }
}
