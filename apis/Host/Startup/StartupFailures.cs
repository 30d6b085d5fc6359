using System.Net.Sockets;
using Lintel.Cluster;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Keys;
using Lintel.Management;

namespace Lintel.Host.Startup;

/// <summary>Turns what went wrong into one message for the person who started the process.</summary>
internal static class StartupFailures
{
    public static Exception Explain(Exception exception, HostSettings settings) => exception switch
    {
        StartupException or OperationCanceledException => exception,
        ContractException contract => new StartupException(ExitCode.Contract, contract.Message, contract),
        OperatorTokenException token => new StartupException(ExitCode.Configuration, token.Message, token),
        PepperException pepper => new StartupException(ExitCode.Configuration, pepper.Message, pepper),
        NodeRefusedException refused => new StartupException(ExitCode.Configuration, refused.Message, refused),
        StoreUnavailableException store => new StartupException((ExitCode)store.ExitCode, store.Message, store),
        IOException { InnerException: SocketException socket } => ReservedPort.Failure(socket, settings.Address, settings.Port),
        IOException { InnerException.InnerException: SocketException socket } => ReservedPort.Failure(socket, settings.Address, settings.Port),
        SocketException socket => ReservedPort.Failure(socket, settings.Address, settings.Port),
        IOException or UnauthorizedAccessException => new StartupException(
            ExitCode.Data,
            $"Cannot write to {settings.DataDirectory}: {exception.Message}",
            exception),
        _ => exception,
    };
}
