using System.Net;
using Lintel.Audit;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Management.Operators;
using Lintel.Operators;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.SignIn;

/// <summary>Makes a sign-in link in the records themselves: in the files of a host that does not run, or in PostgreSQL, also while nodes run.</summary>
internal static class StoredSignInLink
{
    private const string Operation = "lintel-host sign-in-link";

    /// <summary>Makes the link.</summary>
    /// <param name="settings">Where the records are.</param>
    /// <param name="login">The login of the operator; null for the owner who was added first.</param>
    /// <param name="clock">The clock.</param>
    /// <returns>The link.</returns>
    /// <exception cref="StartupException">There is no such operator, or the records cannot be used.</exception>
    public static async Task<string> MakeAsync(HostSettings settings, string? login, TimeProvider clock)
    {
        if (settings.Postgres is null && !File.Exists(Path.Combine(settings.DataDirectory, SqliteStores.LintelFile)))
        {
            throw new StartupException(
                ExitCode.Data,
                $"{settings.DataDirectory} is not a data folder: it has no {SqliteStores.LintelFile}. Name one with --data, or a running host with --url.");
        }

        var contract = ContractFiles.Read(settings.Contracts).Single(contract => contract.Api == OperatorService.Api);
        try
        {
            await using var stores = await OpenAsync(settings, clock);
            return await MakeAsync(stores, settings, contract, login, clock);
        }
        catch (PepperException exception)
        {
            throw new StartupException(ExitCode.Data, exception.Message, exception);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException(ExitCode.Data, $"{exception.Message} To make a link while the host runs, name its address with --url.", exception);
        }
    }

    private static async Task<DatabaseStores> OpenAsync(HostSettings settings, TimeProvider clock) => settings.Postgres is { } connectionString
        ? await PostgresStores.OpenAsync(connectionString, clock)
        : await SqliteStores.OpenAsync(settings.DataDirectory, clock, settings.DataWait);

    private static async Task<string> MakeAsync(DatabaseStores stores, HostSettings settings, Contract contract, string? login, TimeProvider clock)
    {
        var command = new SignInLinkCommand(stores.Operators, stores.Audit, await ChainAsync(stores, settings), contract, clock);
        return await command.MakeAsync(Operation, login, CancellationToken.None) is { } link
            ? SignInAddress.Of(AddressOf(settings), link.Token)
            : throw HttpSignInLink.NoOperator(login);
    }

    private static string AddressOf(HostSettings settings) => settings switch
    {
        { ManagementPort: { } port } => $"http://{new IPEndPoint(settings.ManagementAddress, port)}",
        { PublicAddress: { } known } => known.ToString(),
        _ => $"http://{new IPEndPoint(settings.Address, settings.Port)}",
    };

    /// <summary>The chain of the audit log, in which no entry is without the pepper.</summary>
    private static async Task<AuditChain> ChainAsync(DatabaseStores stores, HostSettings settings)
    {
        if (settings.Pepper is null && !File.Exists(Path.Combine(settings.DataDirectory, PepperFile.FileName)))
        {
            throw new StartupException(
                ExitCode.Configuration,
                $"The entry of the audit log needs the pepper, and there is none: set Lintel__Pepper, name the folder that has the file {PepperFile.FileName} with "
                    + "--data, or a running host with --url.");
        }

        return new AuditChain(await PepperFile.OpenAsync(settings.Pepper, settings.DataDirectory, stores.PepperChecks));
    }
}
