using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Lintel.AspNetCore;

/// <summary>
/// Collects the operations before the port opens and refuses to start, all faults at once, where one names a code, scope or policy that its contract does
/// not have, or where the pipeline lacks the guards. Operations that appear later are added; a faulty one of them never runs.
/// </summary>
internal sealed partial class OperationCheck(
    PipelineOrder order,
    ResultHandlerOrder handlers,
    ApiDirectory apis,
    EndpointCatalog catalog,
    IdempotencyRecords idempotency,
    IServiceProvider services,
    ILogger<OperationCheck> logger)
    : IHostedLifecycleService, IStartupFilter
{
    // What MapHealthChecks calls its endpoints.
    private const string HealthChecks = "Health checks";

    private bool _isDone;

    /// <summary>A <c>WebApplication</c> is complete here, and has not added middleware of its own yet.</summary>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (order.Endpoints is not null)
        {
            order.Check();
            Check();
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>An application with a <c>Startup</c> class is complete once it was configured.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        next(app);
        if (order.Endpoints is not null)
        {
            order.Check();
            Check();
        }

        CheckUnguarded();
    };

    private bool IsOperation(Endpoint endpoint) => catalog.PlaceOf(endpoint).Guarded is not null;

    /// <summary>
    /// Refuses operations that another routing middleware selects than the one that <c>UseLintel</c> goes by: nothing would guard them. A branch of the
    /// pipeline has such a middleware of its own.
    /// </summary>
    private void CheckUnguarded()
    {
        if (services.GetService<EndpointDataSource>() is not CompositeEndpointDataSource all)
        {
            return;
        }

        var guarded = order.Endpoints?.DataSources ?? [];
        if (all.DataSources.Where(source => !guarded.Contains(source)).SelectMany(source => source.Endpoints).FirstOrDefault(IsOperation) is { } unguarded)
        {
            throw new OperationsException(
            [
                $"'{unguarded.DisplayName}' lies in an API, and nothing guards it. Call app.UseLintel() after routing and before the endpoints"
                + (order.Endpoints is null ? "." : ", on the application itself and not in a branch of the pipeline; or add .OutsideContract() to the endpoint."),
            ]);
        }
    }

    private void Check()
    {
        if (_isDone)
        {
            return;
        }

        _isDone = true;
        handlers.Check();
        var all = new CompositeEndpointDataSource(order.Endpoints!.DataSources);
        var operations = Collect(all);
        Tell(all.Endpoints, operations);
        var faults = operations.Select(operation => operation.Fault)
            .OfType<string>()
            .Concat(MissingApplications(operations))
            .Concat(WithoutDatabase(operations))
            .Concat(ShadowCheck.FaultsOf(operations))
            .ToArray();
        if (faults.Length > 0)
        {
            throw new OperationsException(faults);
        }

        ChangeToken.OnChange(all.GetChangeToken, () => Collect(all));
    }

    private GuardedEndpoint[] Collect(EndpointDataSource all)
    {
        var operations = all.Endpoints.Select(endpoint => catalog.PlaceOf(endpoint).Guarded).OfType<GuardedEndpoint>().ToArray();
        foreach (var runtime in apis.All)
        {
            runtime.SetOperations([.. operations.Where(guarded => guarded.Api == runtime.Served).Select(guarded => guarded.Operation)]);
        }

        return operations;
    }

    private static IEnumerable<string> MissingApplications(IEnumerable<GuardedEndpoint> operations) => operations
        .Select(guarded => guarded.Runtime)
        .Distinct()
        .Where(runtime => runtime.Contract.Applications is not null && runtime.Options.FindApplication is null)
        .Select(
            runtime =>
                $"{runtime.Contract.File} has applications, and nobody says where they are. Set options.FindApplication in MapApi(\"{runtime.Contract.Api}\", "
                    + "…).");

    private IEnumerable<string> WithoutDatabase(IEnumerable<GuardedEndpoint> operations) => operations
        .Where(guarded => guarded.Operation.JoinsTransaction)
        .Select(guarded => guarded.Runtime.Contract.Api)
        .Distinct(StringComparer.Ordinal)
        .Where(api => idempotency.JoinedOf(api) is null)
        .Select(IdempotencyRecords.WithoutDatabase)
        .Concat(
            idempotency.JoinedApis.Where(api => apis.All.All(runtime => runtime.Contract.Api != api))
                .Select(api => $"AddIdempotencyDatabase names the API '{api}', which has no contract here. Write the `api` of a contract."));

    private void Tell(IReadOnlyList<Endpoint> endpoints, GuardedEndpoint[] operations)
    {
        var outside = endpoints
            .Where(endpoint => catalog.PlaceOf(endpoint) is { Api: not null, Guarded: null })
            .Select(endpoint => endpoint.DisplayName)
            .ToArray();
        if (outside.Length > 0)
        {
            Log.OutsideContract(logger, string.Join("; ", outside));
        }

        foreach (var runtime in apis.All.Where(runtime => runtime.IsShadow))
        {
            Log.Shadow(logger, runtime.Contract.Api);
        }

        var anonymous = operations
            .Where(guarded => guarded.Operation.Anonymous && guarded.Original.Metadata.GetMetadata<ApiMembership>() is null)
            .Select(guarded => guarded.Original.DisplayName)
            .ToArray();
        if (anonymous.Length > 0)
        {
            Log.Anonymous(logger, string.Join("; ", anonymous));
        }

        foreach (var guarded in operations)
        {
            if (guarded.Original.DisplayName == HealthChecks)
            {
                Log.GuardedHealthChecks(logger, guarded.Operation.Route, guarded.Runtime.Contract.Api);
            }

            if (guarded.Original.Metadata.GetMetadata<IDynamicEndpointMetadata>() is { IsDynamic: true })
            {
                Log.Dynamic(logger, guarded.Operation.Route, guarded.Runtime.Contract.Api);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Taken out of their API's contract by OutsideContract: {Endpoints}")]
        public static partial void OutsideContract(ILogger logger, string endpoints);

        [LoggerMessage(
            5,
            LogLevel.Warning,
            "The API '{Api}' is in shadow mode: its guards refuse nothing, and the request log tells what they would have refused.")]
        public static partial void Shadow(ILogger logger, string api);

        [LoggerMessage(4, LogLevel.Information, "Answer without a credential, because they say AllowAnonymous: {Endpoints}")]
        public static partial void Anonymous(ILogger logger, string endpoints);

        [LoggerMessage(
            2,
            LogLevel.Warning,
            "The health checks at {Route} lie in the API '{Api}' and ask for its credential. Map them elsewhere, or add .OutsideContract().")]
        public static partial void GuardedHealthChecks(ILogger logger, string route, string api);

        [LoggerMessage(
            3,
            LogLevel.Warning,
            "{Route} chooses its endpoint at each request and never answers in the API '{Api}', since its code would run before the guards. Map the "
                + "endpoints themselves.")]
        public static partial void Dynamic(ILogger logger, string route, string api);
    }
}
