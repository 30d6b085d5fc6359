using System.Net;
using Lintel.Audit;
using Lintel.Contracts;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Management.Audit;
using Lintel.Management.Operators;
using Lintel.Operators;
using Lintel.Postgres;
using Lintel.Sessions;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.SignIn;

/// <summary>Makes a sign-in link in the records themselves: in the files of a host that does not run, or in PostgreSQL, also while nodes run.</summary>
internal static class StoredSignInLink
{
    private const string Operation = "lintel-host sign-in-link";
    private const int IdLength = 20;

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
        var owner = login is null
            ? await stores.Operators.FindOwnerAsync(CancellationToken.None)
            : await stores.Operators.FindByLoginAsync(LoginName.Normalize(login), CancellationToken.None);
        if (owner is null)
        {
            throw HttpSignInLink.NoOperator(login);
        }

        var entry = await BeginAsync(stores.Audit, clock);
        var link = await new SignInLinks(contract, stores.Operators, clock).CreateAsync(owner.Id, CancellationToken.None);
        await EndAsync(stores.Audit, entry, owner, link);
        return link is null ? throw HttpSignInLink.NoOperator(login) : SignInAddress.Of(AddressOf(settings), link.Token);
    }

    private static string AddressOf(HostSettings settings) => settings switch
    {
        { ManagementPort: { } port } => $"http://{new IPEndPoint(settings.ManagementAddress, port)}",
        { PublicAddress: { } known } => known.ToString(),
        _ => $"http://{new IPEndPoint(settings.Address, settings.Port)}",
    };

    /// <summary>Notes the change before it is made, as the management API does: none is missing, whatever happens after it.</summary>
    /// <returns>The id of the entry.</returns>
    private static async Task<string> BeginAsync(IAuditStore audit, TimeProvider clock)
    {
        var entry = new AuditEntry { RequestId = "cli_" + Base62.Random(IdLength), At = clock.GetUtcNow(), Operation = Operation };
        await audit.BeginAsync(entry, CancellationToken.None);
        return entry.RequestId;
    }

    // The pepper may be on another machine than this: a host adds the entry to the chain within a minute, or after its start.
    private static async Task EndAsync(IAuditStore audit, string entry, Operator owner, NewSignInLink? link)
    {
        AuditChange[] changes = link is null ? [] : [new AuditChange("signInLink", Before: null, $"until {AuditFields.Text(link.ExpiresAt)}")];
        await audit.EndAsync(entry, new AuditOutcome(link is null ? "failed" : "done", owner.Id, changes), chain: null, CancellationToken.None);
    }
}
