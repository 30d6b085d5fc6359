using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>
/// Ends a program that nobody saves from the faults of its contracts, or of the operations that do not fit them, with their list and the exit code of
/// <c>sysexits.h</c> for bad input, 65. A stack trace would hide the list, and says nothing about a file. Programs that catch the exception never come here.
/// </summary>
internal static class ContractFaultExit
{
    private const int BadInput = 65;

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
        for (; exception is not null; exception = exception.InnerException)
        {
            var list = exception switch
            {
                ContractException contract => $"{contract.Faults.Count} fault{(contract.Faults.Count == 1 ? "" : "s")} in the contracts:{Environment.NewLine}{contract.Message}",
                OperationsException operations => operations.Message,
                _ => null,
            };
            if (list is not null)
            {
                Console.Error.WriteLine(list);
                Environment.Exit(BadInput);
            }
        }
    }
}
