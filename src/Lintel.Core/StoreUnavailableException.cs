namespace Lintel;

/// <summary>A store cannot answer now: it is missing, locked, full or damaged. Nothing of the failed work was kept.</summary>
/// <param name="message">What happened, for the log.</param>
/// <param name="innerException">The driver's exception, where there was one.</param>
public sealed class StoreUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException), IStartupFault
{
    /// <summary>73: the data folder or a database cannot be used; 75: a database server does not answer now, and another start may find it.</summary>
    public int ExitCode => IsTransient ? 75 : 73;

    /// <summary>true if the store is a server that may answer another time, so that another start can help; otherwise, false.</summary>
    internal bool IsTransient { get; init; }
}
