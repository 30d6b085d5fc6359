using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>One API as the portal shows it.</summary>
internal sealed class PortalApi(ApiRuntime runtime)
{
    public ApiRuntime Runtime => runtime;

    public Contract Contract => runtime.Contract;

    public string Title => Contract.Title;

    /// <summary>The title without a word that the pages add themselves.</summary>
    public string Name => Title.EndsWith(" API", StringComparison.Ordinal) ? Title[..^" API".Length] : Title;

    /// <summary>The base path; a slash for the root.</summary>
    public string BasePath => Contract.BasePath.Length == 0 ? "/" : Contract.BasePath;

    /// <summary>The definitions that are sent, by status.</summary>
    public IReadOnlyList<ErrorDefinition> Errors { get; } =
        [.. runtime.Contract.Errors.Where(error => !error.Retired).OrderBy(error => error.Status)];

    public IEnumerable<IGrouping<int, ErrorDefinition>> ByStatus => Errors.GroupBy(error => error.Status);

    /// <summary>The operation by which examples show how the API is called; null where there is none that needs no more than a credential.</summary>
    public Operation? Example => runtime.Operations
        .Where(operation => operation.Answers("GET") && operation.Methods.Count > 0 && !operation.Route.Contains('{') && !operation.IsReserved)
        .OrderBy(operation => operation.Anonymous)
        .ThenBy(operation => operation.RequiresSession)
        .ThenBy(operation => Contract.Keys is { } keys && !operation.Accepts(keys))
        .ThenBy(operation => operation.QueryConditions.Count)
        .ThenBy(operation => operation.Route.Length)
        .FirstOrDefault();

    /// <summary>The path of <see cref="Example"/>, or one below the base path.</summary>
    public string ExamplePath => Example?.Route ?? Contract.BasePath + "/";

    /// <summary>Finds a definition, retired ones included: the address of a code is permanent.</summary>
    public ErrorDefinition? Find(string code) => Contract.Errors.FirstOrDefault(error => string.Equals(error.Code, code, StringComparison.Ordinal));
}
