namespace Lintel.Management;

/// <summary>The operator token cannot be used; the message says what to do.</summary>
/// <param name="message">What is wrong, and the next step.</param>
public sealed class OperatorTokenException(string message) : InvalidOperationException(message), IStartupFault
{
    /// <summary>78: a setting is wrong.</summary>
    public int ExitCode => 78;
}
