using System.Net;
using Lintel.Audit;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Management.Operators;
using Lintel.Operators;
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
        if (settings.Postgres is null)
        {
            CommandRecords.RequireFile(settings, isOverHttp: true);
        }

        var contract = ContractFiles.Read(settings.Contracts).Single(contract => contract.Api == OperatorService.Api);
        try
        {
            await using var stores = await CommandRecords.OpenAsync(settings, clock);
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

    private static async Task<string> MakeAsync(DatabaseStores stores, HostSettings settings, Contract contract, string? login, TimeProvider clock)
    {
        var pepper = await CommandRecords.OpenPepperAsync(
            settings, stores.PepperChecks, "The entry of the audit log needs the pepper, and there is none", isOverHttp: true);
        var command = new SignInLinkCommand(stores.Operators, stores.Audit, new AuditChain(pepper), contract, clock);
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
}
