namespace Lintel.Host.Startup;

/// <summary>How the process ends, in the numbers of <c>sysexits.h</c>, so that scripts can tell the reasons apart.</summary>
internal enum ExitCode
{
    /// <summary>It was stopped.</summary>
    Stopped = 0,

    /// <summary>The chain of the audit log is broken.</summary>
    Broken = 1,

    /// <summary>An option is unknown or its value is wrong.</summary>
    Usage = 64,

    /// <summary>
    /// A contract is faulty, or a line of a file of keys; recordings have nothing to infer a contract from; or keys are left under a version of the pepper that
    /// is to be retired.
    /// </summary>
    Contract = 65,

    /// <summary>A file of keys or a recording cannot be read, or has no lines.</summary>
    NoInput = 66,

    /// <summary>The host that keys are to be imported into, or that is to make a sign-in link, does not answer or refuses.</summary>
    NoHost = 68,

    /// <summary>The port is taken.</summary>
    PortTaken = 69,

    /// <summary>Something unforeseen.</summary>
    Unforeseen = 70,

    /// <summary>The data folder or a database in it cannot be used.</summary>
    Data = 73,

    /// <summary>The database of the nodes does not answer now; another start may find it.</summary>
    TryAgain = 75,

    /// <summary>A setting is wrong.</summary>
    Configuration = 78,
}

/// <summary>The process cannot start; the message is for the person who started it.</summary>
internal sealed class StartupException(ExitCode exitCode, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public ExitCode ExitCode { get; } = exitCode;
}
