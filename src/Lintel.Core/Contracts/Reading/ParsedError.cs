namespace Lintel.Contracts;

/// <summary>A definition of the catalog with what only loading needs of it.</summary>
/// <param name="Definition">The definition.</param>
/// <param name="Cursor">Where it stands in the file.</param>
/// <param name="MessageConditions">The conditions that have a message of their own.</param>
/// <param name="HasAllConditions">false if one of its conditions could not be read.</param>
internal sealed record ParsedError(
    ErrorDefinition Definition,
    MappingCursor Cursor,
    IReadOnlyCollection<Condition> MessageConditions,
    bool HasAllConditions);
