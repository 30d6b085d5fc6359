namespace Lintel.Contracts;

/// <summary>A row of the catalog with what only loading needs of it.</summary>
/// <param name="Definition">The row.</param>
/// <param name="Cursor">Where it stands in the file.</param>
/// <param name="MessageConditions">The conditions that have a message of their own.</param>
internal sealed record ErrorRow(ErrorDefinition Definition, MappingCursor Cursor, IReadOnlyList<Condition> MessageConditions);
