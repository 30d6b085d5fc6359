using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Operators;

/// <summary>The scopes of each role, in a contract's words: what a role may do follows from the names of scopes, so that new ones find their place.</summary>
internal sealed class OperatorRights
{
    /// <summary>The scope for changes of operators.</summary>
    public const string ChangesOperators = "operators:write";

    private const string Reading = ":read";
    private const string ReadsAudit = "audit:read";
    private const string Decides = "requests:decide";

    private readonly ScopeCatalog _catalog;
    private readonly Dictionary<OperatorRole, string[]> _scopes;

    /// <summary>Works out the scopes of each role.</summary>
    public OperatorRights(IReadOnlyList<ScopeDefinition> scopes)
    {
        _catalog = new ScopeCatalog(scopes);
        _scopes = Enum.GetValues<OperatorRole>().ToDictionary(
            role => role,
            role => scopes.Select(scope => scope.Name).Where(scope => _catalog.EffectiveOf([scope]).All(implied => IsOf(role, implied))).ToArray());
    }

    /// <summary>The scopes of a role, those that they imply included; the same list each time.</summary>
    public IReadOnlyList<string> ScopesOf(OperatorRole role) => _scopes[role];

    /// <summary>The scopes among some that were granted, or are implied by one, which a role has too.</summary>
    public IReadOnlyList<string> Within(OperatorRole role, IReadOnlyList<string> granted)
    {
        var own = _scopes[role];
        return [.. _catalog.EffectiveOf(granted).Where(own.Contains)];
    }

    private static bool IsOf(OperatorRole role, string scope) => role switch
    {
        OperatorRole.Owner => true,
        OperatorRole.Editor => scope != ChangesOperators,
        OperatorRole.Support => scope.EndsWith(Reading, StringComparison.Ordinal) || scope == Decides,
        OperatorRole.Viewer => scope.EndsWith(Reading, StringComparison.Ordinal) && scope != ReadsAudit,
        _ => false,
    };
}
