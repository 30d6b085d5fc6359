using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.Proving;

/// <summary>The paths of a host in this process, read from its route table, so that a new operation is probed without being told.</summary>
public static partial class ProbeRoutes
{
    private const string Any = "0";

    /// <summary>Every path of an API with its methods; operations that a query parameter chooses have a path each.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="contract">The API's contract.</param>
    /// <param name="value">A value for each parameter of a route, by its name; null for 0, which routes of numbers and of texts both take.</param>
    public static IReadOnlyList<ProbeRoute> Of(IServiceProvider services, Contract contract, Func<string, string>? value = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(contract);
        var operations = services.GetRequiredService<ApiDirectory>().Named(contract.Api).Operations;
        return [.. operations.DistinctBy(operation => TargetOf(operation, value)).Select(operation => RouteOf(operation, value, operations))];
    }

    /// <summary>The methods of all operations that the target reaches; where two have a method, the one with fewer parameters answers.</summary>
    private static ProbeRoute RouteOf(Operation operation, Func<string, string>? value, IEnumerable<Operation> operations)
    {
        var path = PathOf(operation, value);
        var sent = operation.QueryConditions.Where(condition => condition.Present).ToDictionary(
            condition => condition.Name,
            condition => condition.Value ?? Any);
        var reached = operations
            .Where(other => Matches(other.Route, path) && other.QueryConditions.All(condition => Holds(condition, sent)))
            .OrderBy(other => Parameter().Count(other.Route))
            .SelectMany(other => other.Methods.Select(method => (Method: method, Anonymous: other.Anonymous || other.CredentialIsOptional)))
            .DistinctBy(pair => pair.Method)
            .ToArray();
        return new ProbeRoute(
            TargetOf(operation, value),
            [.. reached.Select(pair => pair.Method)])
        { Open = [.. reached.Where(pair => pair.Anonymous).Select(pair => pair.Method)] };
    }

    private static bool Matches(string route, string path)
    {
        var (wanted, given) = (route.Split('/'), path.Split('/'));
        return wanted.Length == given.Length && wanted.Zip(given).All(pair => pair.First == pair.Second || Parameter().IsMatch(pair.First));
    }

    private static bool Holds(QueryCondition condition, Dictionary<string, string> sent) =>
        sent.TryGetValue(condition.Name, out var value) == condition.Present && (condition.Value is null || condition.Value == value);

    private static string PathOf(Operation operation, Func<string, string>? value) =>
        Parameter().Replace(operation.Route, match => Uri.EscapeDataString(value?.Invoke(match.Groups["name"].Value) ?? Any));

    private static string TargetOf(Operation operation, Func<string, string>? value)
    {
        var query = string.Join(
            '&',
            operation.QueryConditions.Where(condition => condition.Present).Select(
                condition => $"{condition.Name}={condition.Value ?? Any}").Order(StringComparer.Ordinal));
        return query.Length == 0 ? PathOf(operation, value) : $"{PathOf(operation, value)}?{query}";
    }

    [GeneratedRegex(@"\{\*{0,2}(?<name>[A-Za-z0-9_]+)[^}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Parameter();
}
