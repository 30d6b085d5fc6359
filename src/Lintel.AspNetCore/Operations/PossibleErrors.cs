using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>Collects the errors of one operation by definition.</summary>
/// <param name="contract">The contract that has the definitions.</param>
internal sealed class PossibleErrors(Contract contract)
{
    private readonly Dictionary<ErrorDefinition, List<Condition>> _conditions = [];

    /// <summary>The errors so far, in the order of the contract.</summary>
    public IReadOnlyList<PossibleError> Found =>
    [
        .. _conditions
            .OrderBy(pair => PlaceOf(pair.Key))
            .ThenBy(pair => pair.Key.Status)
            .Select(pair => new PossibleError(pair.Key, pair.Value)),
    ];

    /// <summary>Adds a condition; one that the contract has no definition for cannot be answered by it.</summary>
    public void Add(Condition condition)
    {
        if (contract.TryGetError(condition, out var definition))
        {
            Add(definition, condition);
        }
    }

    /// <summary>Adds a code that is raised by its name.</summary>
    public void Add(string code)
    {
        if (contract.TryGetError(code, out var definition))
        {
            _conditions.TryAdd(definition, []);
        }
    }

    /// <summary>Adds what a status of the application becomes. The status is kept.</summary>
    public void AddStatus(int status)
    {
        var condition = StatusRefusals.ConditionOf(contract, status);
        if (contract.TryGetError(condition, out var definition))
        {
            Add(definition.WithStatus(status), condition);
        }
    }

    private void Add(ErrorDefinition definition, Condition condition)
    {
        if (!_conditions.TryGetValue(definition, out var conditions))
        {
            _conditions.Add(definition, conditions = []);
        }

        if (!conditions.Contains(condition))
        {
            conditions.Add(condition);
        }
    }

    private int PlaceOf(ErrorDefinition definition) => contract.Errors.TakeWhile(error => error.Code != definition.Code).Count();
}
