namespace Lintel.Contracts;

/// <summary>A code as a contract writes it.</summary>
/// <param name="Text">The code.</param>
/// <param name="IsNumber">Whether it is written without quotes and is a number in bodies.</param>
internal readonly record struct CodeText(string Text, bool IsNumber = false);
