namespace Lintel;

/// <summary>
/// An exception whose message says to the person who starts a program why it cannot start. A program with Lintel that does not catch it ends with the message
/// and the exit code, without a stack trace.
/// </summary>
public interface IStartupFault
{
    /// <summary>The exit code of the program, in the numbers of <c>sysexits.h</c>.</summary>
    int ExitCode { get; }
}
