using Lintel.AspNetCore;
using Lintel.Contracts;
using Microsoft.AspNetCore.Builder;

namespace Lintel.Pixel;

/// <summary>
/// Treats query parameters as the contract treats members of bodies: where it refuses unknown ones, a misspelled filter is told instead of ignored.
/// </summary>
internal static class QueryParameters
{
    /// <summary>The code of a fault in the query string.</summary>
    public const string Code = "invalid_query";

    private const int ShownLength = 64;
    private const int MaximumFaults = 100;

    /// <summary>The operations read no query parameters.</summary>
    public static TBuilder WithoutQueryParameters<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.RaisesError(Code).Precondition(RefuseAll);

    /// <summary>Lists a fault for each parameter that the operation does not know, where the contract refuses them.</summary>
    /// <param name="call">The call.</param>
    /// <param name="known">The names that the operation knows. As in the framework, case does not count.</param>
    public static IEnumerable<FieldFault> ListUnknown(ApiCall call, IReadOnlyCollection<string> known) =>
        !call.Contract.RefusesUnknownMembers ? [] : call.Http.Request.Query.Keys
            .Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase))
            .Take(MaximumFaults)
            .Select(name => call.Fault(Cut(name), $"Unrecognized key '{Cut(name)}'", FieldLocation.Query));

    private static Decision RefuseAll(ApiCall call)
    {
        // Most requests have none, and then nothing is read.
        if (!call.Http.Request.QueryString.HasValue)
        {
            return Decision.Pass;
        }

        var faults = ListUnknown(call, []).ToList();
        return faults.Count == 0 ? Decision.Pass : Refusal.WithCode(Code).WithFaults(faults);
    }

    private static string Cut(string name) =>
        name.Length <= ShownLength ? name : name[..(char.IsHighSurrogate(name[ShownLength - 1]) ? ShownLength - 1 : ShownLength)];
}
