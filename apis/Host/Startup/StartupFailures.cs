using System.Net.Sockets;
using Lintel.Host.Settings;
using Microsoft.Extensions.Options;

namespace Lintel.Host.Startup;

/// <summary>Turns what went wrong into one message for the person who started the process.</summary>
internal static class StartupFailures
{
    public static Exception Explain(Exception exception, HostSettings settings) => exception switch
    {
        StartupException or OperationCanceledException => exception,
        IStartupFault fault => new StartupException((ExitCode)fault.ExitCode, exception.Message, exception),
        OptionsValidationException options => new StartupException(ExitCode.Configuration, string.Join(' ', options.Failures), options),
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
