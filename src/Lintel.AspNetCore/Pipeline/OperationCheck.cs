using Lintel.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;

namespace Lintel.AspNetCore;

/// <summary>
/// Collects the operations before the port opens and refuses to start, all faults at once, where one names a code, scope or policy that its
/// contract does not have.
/// </summary>
internal sealed class OperationCheck(MappedApis mapped) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        var faults = new List<string>();
        foreach (var (runtime, endpoints) in mapped.All)
        {
            var operations = endpoints
                .SelectMany(source => source.Endpoints)
                .Where(endpoint => endpoint.Metadata.GetMetadata<ApiMembership>()?.Runtime == runtime)
                .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>()!)
                .ToArray();
            runtime.SetOperations(operations);
            faults.AddRange(operations.SelectMany(operation => FaultsOf(operation, runtime.Contract)));
            if (runtime.Contract.Applications is not null && runtime.Options.Applications is null)
            {
                faults.Add($"{runtime.Contract.File} has applications, and nobody says where they are. Set options.Applications in MapApi(\"{runtime.Contract.Api}\", …).");
            }
        }

        return faults.Count == 0
            ? Task.CompletedTask
            : throw new InvalidOperationException("The operations do not fit their contracts:" + Environment.NewLine + string.Join(Environment.NewLine, faults));
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static IEnumerable<Stage> StagesNeeded(Operation operation)
    {
        if (operation.RequiresSession)
        {
            yield return Stage.Session;
        }

        if (operation.ForAllApplications || operation.ApplicationNamed is not null)
        {
            yield return Stage.Application;
        }
    }

    private static IEnumerable<string> FaultsOf(Operation operation, Contract contract)
    {
        foreach (var code in operation.Codes.Where(code => !contract.TryGetError(code, out var row) || row.Retired))
        {
            yield return $"{operation.Name} raises '{code}', which is no row of {contract.File}. Add the row, or take the code out of Raises.";
        }

        foreach (var scope in new[] { operation.Scope, operation.OperationScope }.OfType<string>().Concat(operation.ScopesByBody).Where(scope => contract.Scopes.All(known => known.Name != scope)))
        {
            yield return $"{operation.Name} requires the scope '{scope}', which {contract.File} does not declare. Add it under 'scopes'.";
        }

        foreach (var kind in (operation.Accepted ?? []).Where(kind => contract.Credentials.All(scheme => scheme.Kind != kind)))
        {
            yield return $"{operation.Name} accepts a credential of kind {kind}, which {contract.File} does not declare. Add it under 'credentials'.";
        }

        foreach (var stage in StagesNeeded(operation).Where(stage => !contract.Order.Contains(stage)))
        {
            yield return $"{operation.Name} needs the stage '{stage.ToString().ToLowerInvariant()}', which the order of {contract.File} does not have. Add it to 'order'.";
        }

        if (operation.ScopeByBody is not null && !contract.Order.TakeWhile(stage => stage != Stage.Scope).Contains(Stage.Body))
        {
            yield return $"{operation.Name} takes its scope from what it reads, and the order of {contract.File} checks scopes before anything is read. Put 'body' before 'scope'.";
        }

        foreach (var limit in operation.Limits.Where(limit => !contract.Limits.Any(policy => policy.Named && policy.Name == limit.Policy)))
        {
            yield return $"{operation.Name} is under the limit '{limit.Policy}', which {contract.File} does not declare as named. Add it under 'limits' with 'named: true'.";
        }
    }
}

/// <summary>Which APIs were mapped, and onto what.</summary>
internal sealed class MappedApis
{
    private readonly List<(ApiRuntime Runtime, ICollection<EndpointDataSource> Endpoints)> _all = [];

    public IReadOnlyList<(ApiRuntime Runtime, ICollection<EndpointDataSource> Endpoints)> All => _all;

    public void Add(ApiRuntime runtime, ICollection<EndpointDataSource> endpoints) => _all.Add((runtime, endpoints));
}

/// <summary>Says to which API an endpoint belongs.</summary>
/// <param name="Runtime">The API.</param>
internal sealed record ApiMembership(ApiRuntime Runtime);
