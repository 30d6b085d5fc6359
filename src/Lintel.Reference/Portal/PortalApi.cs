using System.Text.Encodings.Web;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Http;

namespace Lintel.Reference;

/// <summary>One API as the portal shows it.</summary>
internal sealed class PortalApi
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<ILookup<string, Operation>> _raising;
    private readonly Lazy<HashSet<string>> _withoutOperation;

    /// <param name="runtime">The API. Its operations are looked at when the first page is asked for: at the mapping they are not collected yet.</param>
    /// <param name="options">The settings, for what exceptions are mapped to.</param>
    public PortalApi(ApiRuntime runtime, LintelOptions options)
    {
        Runtime = runtime;
        Errors = [.. runtime.Contract.Errors.Where(error => !error.Retired).OrderBy(error => error.Status)];
        _raising = new(() => DescribedOperations.Of(runtime)
            .SelectMany(operation => OperationErrors.Of(operation, runtime, options).Select(error => (error.Code, operation)).Distinct())
            .ToLookup(pair => pair.Code, pair => pair.operation, StringComparer.Ordinal));
        _withoutOperation = new(() => OperationErrors.WithoutOperation(runtime).Select(error => error.Code).ToHashSet(StringComparer.Ordinal));
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
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length)
        .FirstOrDefault();

    private IEnumerable<Operation> Reading => Callable.Where(operation => operation.Answers(HttpMethods.Get));

    private IEnumerable<Operation> Callable =>
        DescribedOperations.Of(Runtime).Where(operation => operation.Methods.Count > 0 && !operation.Route.Contains('{') && !operation.IsReserved);

    /// <summary>An example of an operation's request body; null where nobody gave one.</summary>
    public string? BodyOf(Operation operation) => RequestExamples.Of(operation)?.ToJsonString(Readable);

    /// <summary>The path of <see cref="Example"/>, or one below the base path.</summary>
    public string ExamplePath => Example?.Route ?? Contract.BasePath + "/";

    /// <summary>The operation by which a kind of credential is shown; null where there is none that needs no more than it.</summary>
    public Operation? ExampleFor(CredentialScheme scheme) => Callable
        .Where(operation => !operation.Anonymous && operation.Accepts(scheme) && (!operation.RequiresSession || scheme is SessionScheme))
        .OrderBy(operation => !operation.Answers(HttpMethods.Get))
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length)
        .FirstOrDefault();

    /// <summary>Finds a definition, retired ones included: the address of a code is permanent.</summary>
    public ErrorDefinition? Find(string code) => Contract.Errors.FirstOrDefault(error => string.Equals(error.Code, code, StringComparison.Ordinal));

    /// <summary>The operations that can answer with a code, by route.</summary>
    public IReadOnlyList<Operation> OperationsWith(ErrorDefinition error) =>
        [.. _raising.Value[error.Code].OrderBy(operation => operation.Route, StringComparer.Ordinal).ThenBy(MethodOf, StringComparer.Ordinal)];

    /// <summary>The method by which an operation is shown.</summary>
    public static string MethodOf(Operation operation) => operation.Methods is [var first, ..] ? first : HttpMethods.Get;

    /// <summary>Tells whether a request that no operation answers can be answered with a code.</summary>
    public bool IsAnsweredWithoutOperation(ErrorDefinition error) => _withoutOperation.Value.Contains(error.Code);
}
