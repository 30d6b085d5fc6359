using Lintel.AspNetCore;
using Lintel.Contracts;

namespace Lintel.Reference;

/// <summary>The errors that the operations of an API, and requests that reach none, can be answered with. Thread-safe once made.</summary>
internal sealed class RaisedErrors
{
    private readonly (Operation Operation, PossibleError Error)[] _ofOperations;
    private readonly IReadOnlyList<PossibleError> _withoutOperation;

    /// <param name="runtime">The API.</param>
    /// <param name="options">The settings, for what exceptions are mapped to.</param>
    public RaisedErrors(ApiRuntime runtime, LintelOptions options)
    {
        _ofOperations =
        [
            .. from operation in DescribedOperations.Of(runtime)
               from error in OperationErrors.Of(operation, runtime, options)
               select (operation, error),
        ];
        _withoutOperation = OperationErrors.WithoutOperation(runtime);
        CodesOfAll = _ofOperations.Length == 0 ? [] :
        [
            .. _ofOperations.GroupBy(raised => raised.Operation, raised => raised.Error.Code)
                .Aggregate(_ofOperations.Select(raised => raised.Error.Code), (shared, codes) => shared.Intersect(codes, StringComparer.Ordinal)),
        ];
    }

    /// <summary>The codes that every operation can answer with, in the order of the contract.</summary>
    public IReadOnlyList<string> CodesOfAll { get; }

    /// <summary>The codes of an operation that not every operation can answer with, in the order of the contract.</summary>
    public IReadOnlyList<string> OwnCodesOf(Operation operation) =>
        [.. _ofOperations.Where(raised => raised.Operation == operation).Select(raised => raised.Error.Code).Distinct()
            .Except(CodesOfAll, StringComparer.Ordinal)];

    /// <summary>The operations that can answer with a code.</summary>
    public IEnumerable<Operation> OperationsWith(string code) =>
        _ofOperations.Where(raised => raised.Error.Code == code).Select(raised => raised.Operation).Distinct();

    /// <summary>The operations that can answer with a code for a condition.</summary>
    public IEnumerable<Operation> OperationsWith(string code, Condition condition) =>
        _ofOperations.Where(raised => raised.Error.Code == code && raised.Error.Conditions.Contains(condition)).Select(raised => raised.Operation).Distinct();

    /// <summary>The conditions that a code answers: those that its definition names first.</summary>
    public IEnumerable<Condition> ConditionsOf(ErrorDefinition error) => _ofOperations.Select(raised => raised.Error).Concat(_withoutOperation)
        .Where(raised => raised.Code == error.Code)
        .SelectMany(raised => raised.Conditions)
        .Distinct()
        .OrderBy(condition => !error.When.Contains(condition));

    /// <summary>Tells whether a request that no operation answers can be answered with a code.</summary>
    public bool HasWithoutOperation(string code) => _withoutOperation.Any(raised => raised.Code == code);
}
