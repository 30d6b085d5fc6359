using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Testing;

/// <summary>The paths of a host in this process, read from its route table, so that a new operation is probed without being told.</summary>
public static partial class ProbeRoutes
{
    /// <summary>Every path of an API with its methods; operations that a query parameter chooses have a path each.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="contract">The API's contract.</param>
    /// <param name="value">A value for each parameter of a route, by its name; null for 0, which routes of numbers and of texts both take.</param>
    public static IReadOnlyList<ProbeRoute> Of(IServiceProvider services, Contract contract, Func<string, string>? value = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(contract);
        var operations = services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints)
            .Select(endpoint => endpoint.Metadata.GetMetadata<Operation>())
            .OfType<Operation>()
            .Where(operation => operation.Route.StartsWith(contract.BasePath + "/", StringComparison.Ordinal))
            .Distinct()
            .ToArray();
        return [.. operations.GroupBy(operation => (Path: PathOf(operation, value), Query: QueryOf(operation))).Select(group => RouteOf(group.Key.Path, group.Key.Query, [.. operations.Where(operation => PathOf(operation, value) == group.Key.Path)]))];
    }

    private static ProbeRoute RouteOf(string path, string query, IReadOnlyList<Operation> operations)
    {
        var sent = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        var matching = operations.Where(operation => operation.QueryConditions.All(condition => Holds(condition, sent))).ToArray();
        return new ProbeRoute(query.Length == 0 ? path : $"{path}?{query}", [.. matching.SelectMany(operation => operation.Methods).Distinct()])
        {
            Open = [.. matching.Where(operation => operation.Anonymous).SelectMany(operation => operation.Methods).Distinct()],
        };
    }

    private static bool Holds(QueryCondition condition, Dictionary<string, string> sent) =>
        sent.TryGetValue(condition.Name, out var value) == condition.Present && (condition.Value is null || condition.Value == value);

    private static string PathOf(Operation operation, Func<string, string>? value) =>
        Parameter().Replace(operation.Route, match => Uri.EscapeDataString(value?.Invoke(match.Groups["name"].Value) ?? "0"));

    private static string QueryOf(Operation operation) =>
        string.Join('&', operation.QueryConditions.Where(condition => condition.Present).Select(condition => $"{condition.Name}={condition.Value ?? "0"}").Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z0-9_]+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
