namespace Lintel;

/// <summary>A store cannot answer now: it is missing, locked, full or damaged. Nothing of the failed work was kept.</summary>
/// <param name="message">What happened, for the log.</param>
/// <param name="innerException">The driver's exception, where there was one.</param>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException), IStartupFault
{
    /// <summary>73: the data folder or a database in it cannot be used.</summary>
    public int ExitCode => 73;
}
