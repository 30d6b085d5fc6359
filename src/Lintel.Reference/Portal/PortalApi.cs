using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>One API as the portal shows it.</summary>
internal sealed class PortalApi
{
    private readonly Lazy<RaisedErrors> _raised;
    private readonly Lazy<SampleRequests> _requests;

    /// <param name="runtime">The API. Its operations are looked at when the first page is asked for: at the mapping they are not collected yet.</param>
    /// <param name="options">The settings, for what exceptions are mapped to.</param>
    public PortalApi(ApiRuntime runtime, LintelOptions options)
    {
        Runtime = runtime;
        Errors = [.. runtime.Contract.Errors.Where(error => !error.Retired).OrderBy(error => error.Status)];
        _raised = new(() => new RaisedErrors(runtime, options));
        _requests = new(() => new SampleRequests(runtime));
    }

    public ApiRuntime Runtime { get; }

    /// <summary>true if the portal has a page on which operations are tried.</summary>
    public bool CanBeTried { get; init; }

    public Contract Contract => Runtime.Contract;

    public string Title => Contract.Title;

    /// <summary>The base path; a slash for the root.</summary>
    public string BasePath => Contract.BasePath.Length == 0 ? "/" : Contract.BasePath;

    /// <summary>The definitions that are sent, by status.</summary>
    public IReadOnlyList<ErrorDefinition> Errors { get; }

    public IEnumerable<IGrouping<int, ErrorDefinition>> ByStatus => Errors.GroupBy(error => error.Status);

    /// <summary>The operation by which examples show how the API is called; null where there is none that needs no more than a credential.</summary>
    public Operation? Example => Reading
        .OrderBy(operation => operation.Anonymous)
        .ThenBy(operation => operation.RequiresSession)
        .ThenBy(operation => Contract.Keys is { } keys && !operation.Accepts(keys))
        .ThenBy(operation => operation.QueryConditions.Count(condition => condition.Present))
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length)
        .FirstOrDefault();

    private IEnumerable<Operation> Reading => Callable.Where(operation => operation.Answers(HttpMethods.Get));

    private IEnumerable<Operation> Callable => DescribedOperations.Of(Runtime)
        .Where(operation => operation is { Methods.Count: > 0, IsReserved: false } && RequestOf(operation).Address.Variables.Count == 0);

    /// <summary>The operation as samples send it.</summary>
    public SampleRequest RequestOf(Operation operation) => _requests.Value[operation];

    /// <summary>The path and query of <see cref="Example"/>, or a path below the base path.</summary>
    public string ExamplePath => Example is { } example ? RequestOf(example).Address.Write(variable => variable.Name) : Contract.BasePath + "/";

    /// <summary>The operation by which a kind of credential is shown; null where there is none that needs no more than it.</summary>
    public Operation? ExampleFor(CredentialScheme scheme) => Callable
        .Where(operation => !operation.Anonymous && operation.Accepts(scheme) && (!operation.RequiresSession || scheme is SessionScheme))
        .OrderBy(operation => !operation.Answers(HttpMethods.Get))
        .ThenBy(operation => Curl.ReadsJson(operation) && RequestOf(operation).Body.Example is null)
        .ThenBy(operation => operation.QueryConditions.Count(condition => condition.Present))
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length)
        .FirstOrDefault();

    /// <summary>Finds a definition, retired ones included: the address of a code is permanent.</summary>
    public ErrorDefinition? Find(string code) => Contract.Errors.FirstOrDefault(error => string.Equals(error.Code, code, StringComparison.Ordinal));

    /// <summary>All operations that the reference tells of, by route.</summary>
    public IReadOnlyList<Operation> Operations => [.. InOrder(DescribedOperations.Of(Runtime))];

    /// <summary>The errors that operations, and requests that reach none, can be answered with.</summary>
    public RaisedErrors Raised => _raised.Value;

    /// <summary>The operations that can answer with a code, by route.</summary>
    public IReadOnlyList<Operation> OperationsWith(ErrorDefinition error) => [.. InOrder(Raised.OperationsWith(error.Code))];

    /// <summary>The method by which an operation is shown.</summary>
    public static string MethodOf(Operation operation) => operation.Methods is [var first, ..] ? first : HttpMethods.Get;

    private static IEnumerable<Operation> InOrder(IEnumerable<Operation> operations) =>
        operations.OrderBy(operation => operation.Route, StringComparer.Ordinal).ThenBy(MethodOf, StringComparer.Ordinal);
}
