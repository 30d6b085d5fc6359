using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Reference;

namespace Lintel.HttpTests.Proof;

/// <summary>Writes requests to the operations of an API: with the parameters that they need, and with the examples of their bodies.</summary>
internal sealed class OperationRequests(ApiRuntime runtime, KnownRecords records)
{
    private readonly OperationParameters _parameters = new(TypeSchemas.Of(runtime, []), runtime.Contract);

    /// <summary>A request about records that are there, as far as the test knows any.</summary>
    public ProbeRequest Existing(Operation operation) => Of(operation, name => records.Find(operation, name));

    /// <summary>A request about records that nobody has.</summary>
    public ProbeRequest Absent(Operation operation) => Of(operation, name => records.FindNone(operation, name));

    /// <summary>The names of the parameters of the query whose value does not choose the operation.</summary>
    public IEnumerable<string> QueryOf(Operation operation) => ParametersOf(operation)
        .Where(parameter => parameter.Place == "query"
            && !operation.QueryConditions.Exists(condition => condition.Name == parameter.Name && condition.Value is not null))
        .Select(parameter => parameter.Name);

    /// <summary>The example of the body; null for none.</summary>
    public string? ExampleOf(Operation operation) => RequestExamples.Of(operation)?.ToJsonString();

    private ProbeRequest Of(Operation operation, Func<string, string> value)
    {
        var path = OperationPaths.Of(operation);
        foreach (var name in OperationPaths.NamesOf(path))
        {
            path = path.Replace($"{{{name}}}", Uri.EscapeDataString(value(name)), StringComparison.Ordinal);
        }

        var chosen = operation.QueryConditions.Where(condition => condition.Present)
            .Select(condition => (condition.Name, condition.Value ?? value(condition.Name)));
        var needed = ParametersOf(operation).Where(parameter => parameter is { Place: "query", IsRequired: true })
            .Select(parameter => (parameter.Name, value(parameter.Name)));
        var query = string.Join('&', chosen.Concat(needed).DistinctBy(pair => pair.Name).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Item2)}"));
        var request = new ProbeRequest(operation.Methods is [var method, ..] ? method : "GET", query.Length == 0 ? path : $"{path}?{query}");
        return ExampleOf(operation) is { } body ? request.WithJson(body) : request;
    }

    private IEnumerable<ParameterEntry> ParametersOf(Operation operation) =>
        _parameters.Of(operation, OperationPaths.Of(operation));
}
