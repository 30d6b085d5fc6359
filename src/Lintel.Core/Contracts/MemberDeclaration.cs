namespace Lintel.Contracts;

/// <summary>A member that a contract declares and its definitions set.</summary>
/// <param name="Name">The name, as <c>$member.name</c> has it.</param>
/// <param name="Type">The JSON type of its values.</param>
/// <param name="Optional">Whether definitions may have no value.</param>
/// <param name="Default">The value of definitions that set none; null for none.</param>
internal sealed record MemberDeclaration(string Name, DetailsType Type, bool Optional, object? Default);
