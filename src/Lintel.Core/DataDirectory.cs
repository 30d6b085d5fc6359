namespace Lintel;

/// <summary>The folder in which the stores of this process keep their files, and with them the pepper and the operator token.</summary>
/// <param name="Path">The folder, as a full path.</param>
internal sealed record DataDirectory(string Path);
