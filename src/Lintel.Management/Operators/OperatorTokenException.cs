namespace Lintel.Management;

/// <summary>The operator token cannot be used; the message says what to do.</summary>
/// <param name="message">What is wrong, and the next step.</param>
public sealed class OperatorTokenException(string message) : InvalidOperationException(message);
