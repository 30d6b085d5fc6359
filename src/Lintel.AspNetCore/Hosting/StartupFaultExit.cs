using Lintel.Contracts;
using Microsoft.Extensions.Options;

namespace Lintel.AspNetCore;

/// <summary>
/// Ends a program that nobody saves from an <see cref="IStartupFault"/>, such as the faults of its contracts or a data folder that another process uses, with
/// its message and its exit code. A stack trace would hide the message, and says nothing about a file. Programs that catch the exception never come here.
/// </summary>
internal static class StartupFaultExit
{
    // EX_CONFIG of sysexits.h.
    private const int BadConfiguration = 78;

    private static int _registered;

    /// <summary>Registers once a process.</summary>
    public static void Register()
    {
        if (Interlocked.Exchange(ref _registered, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += static (_, failure) => End(failure.ExceptionObject as Exception);
        }
    }

    private static void End(Exception? exception)
    {
        if (Find(exception) is var (text, code))
        {
            Console.Error.WriteLine(text);
            Environment.Exit(code);
        }
    }

    /// <summary>Finds what to write and the exit code; null where the program has failed for another reason.</summary>
    internal static (string Text, int ExitCode)? Find(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is IStartupFault fault)
            {
                return (TextOf(exception), fault.ExitCode);
            }

            if (exception is OptionsValidationException settings && settings.OptionsType == typeof(LintelOptions))
            {
                return (string.Join(Environment.NewLine, settings.Failures), BadConfiguration);
            }
        }

        return null;
    }

    private static string TextOf(Exception fault) => fault is ContractException contract
        ? $"{contract.Faults.Count} fault{(contract.Faults.Count == 1 ? "" : "s")} in the contracts:{Environment.NewLine}{contract.Message}"
        : fault.Message;
}
