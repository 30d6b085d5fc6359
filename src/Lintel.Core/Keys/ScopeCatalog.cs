using System.Collections.Frozen;
using Lintel.Contracts;

namespace Lintel.Keys;

/// <summary>What the scopes of a contract imply, worked out once.</summary>
internal sealed class ScopeCatalog
{
    private readonly FrozenDictionary<string, string[]> _granters;
    private readonly IReadOnlyList<ScopeDefinition> _scopes;

    /// <summary>Works out what implies what.</summary>
    public ScopeCatalog(IReadOnlyList<ScopeDefinition> scopes)
    {
        _scopes = scopes;
        var reach = scopes.ToDictionary(scope => scope.Name, scope => Reach(scope.Name, scopes));
        _granters = scopes.ToFrozenDictionary(
            scope => scope.Name,
            scope => reach.Where(pair => pair.Value.Contains(scope.Name)).Select(pair => pair.Key).ToArray());
    }

    /// <summary>Tells whether a scope is one of those that were granted, or implied by one. Allocates nothing.</summary>
    public bool Grants(IReadOnlyList<string> scopes, string required)
    {
        var granters = _granters.TryGetValue(required, out var found) ? found.AsSpan() : [];
        for (var i = 0; i < scopes.Count; i++)
        {
            if (string.Equals(scopes[i], required, StringComparison.Ordinal) || granters.Contains(scopes[i]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The scopes that were granted or are implied by one, in the contract's order.</summary>
    public IReadOnlyList<string> EffectiveOf(IReadOnlyList<string> scopes) =>
        [.. _scopes.Where(scope => Grants(scopes, scope.Name)).Select(scope => scope.Name)];

    private static HashSet<string> Reach(string start, IReadOnlyList<ScopeDefinition> scopes)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([start]);
        while (open.TryPop(out var name))
        {
            if (reached.Add(name) && scopes.FirstOrDefault(scope => scope.Name == name) is { } definition)
            {
                foreach (var implied in definition.Implies)
                {
                    open.Push(implied);
                }
            }
        }

        return reached;
    }
}
