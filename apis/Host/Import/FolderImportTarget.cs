using Lintel.Accounts;
using Lintel.Audit;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;

namespace Lintel.Host.Import;

/// <summary>The data folder of a host that does not run.</summary>
internal sealed class FolderImportTarget : IImportTarget
{
    private const string Operation = "lintel-host import-keys";
    private const int IdLength = 20;

    private readonly HostStorage _storage;
    private readonly KeyImporter _importer;
    private readonly AuditChain _chain;
    private readonly TimeProvider _clock;

    private FolderImportTarget(HostStorage storage, KeyImporter importer, AuditChain chain, TimeProvider clock)
    {
        _storage = storage;
        _importer = importer;
        _chain = chain;
        _clock = clock;
    }

    /// <summary>Takes the folder for this process.</summary>
    /// <exception cref="StartupException">There is no such folder, it cannot be used, or another process uses it.</exception>
    public static async Task<FolderImportTarget> OpenAsync(HostSettings settings, TimeProvider clock)
    {
        if (settings.Postgres is null)
        {
            CommandRecords.RequireFile(settings, isOverHttp: true);
        }

        var contracts = ContractFiles.Read(settings.Contracts);
        HostStorage? storage = null;
        try
        {
            storage = await HostStorage.OpenAsync(settings, clock);
            var stores = storage.Stores;
            var pepper = await PepperFile.OpenAsync(settings.Pepper, settings.DataDirectory, stores.PepperChecks);
            var importer = new KeyImporter(
                stores.Keys,
                new AccountCache(stores.Accounts, clock),
                new KeyCache(stores.Keys, clock),
                pepper,
                contracts,
                settings.Environment,
                clock);
            return new FolderImportTarget(storage, importer, new AuditChain(pepper), clock);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException(ExitCode.Data, $"{exception.Message} To import while the host runs, name its address with --url.", exception);
        }
        catch (Exception exception)
        {
            if (storage is not null)
            {
                await storage.DisposeAsync();
            }

            throw StartupFailures.Explain(exception, settings);
        }
    }

    public async Task<ImportReply> SendAsync(IReadOnlyList<ForeignKey> keys, bool dryRun)
    {
        try
        {
            return dryRun ? await ImportAsync(keys, dryRun) : await ImportAuditedAsync(keys);
        }
        catch (StoreUnavailableException exception)
        {
            throw new StartupException(ExitCode.Data, exception.Message, exception);
        }
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    /// <summary>Notes the import before it is made, and how it ended, as the management API does.</summary>
    private async Task<ImportReply> ImportAuditedAsync(IReadOnlyList<ForeignKey> keys)
    {
        var entry = new AuditEntry { RequestId = "cli_" + Base62.Random(IdLength), At = _clock.GetUtcNow(), Operation = Operation };
        await _storage.Stores.Audit.BeginAsync(entry, _chain, CancellationToken.None);
        var reply = await ImportAsync(keys, dryRun: false);
        var end = reply.Faults.Count == 0
            ? new AuditOutcome("done", $"{reply.Imported} keys", [new AuditChange("keys", Before: null, $"{reply.Imported}")])
            : new AuditOutcome(Condition.RequestInvalid.Name, Target: null, []);
        await _storage.Stores.Audit.EndAsync(entry.RequestId, end, _chain, CancellationToken.None);
        return reply;
    }

    private async Task<ImportReply> ImportAsync(IReadOnlyList<ForeignKey> keys, bool dryRun) =>
        await _importer.ImportAsync(keys, new KeyImportOptions(SkipExisting: true, dryRun), CancellationToken.None) switch
        {
            KeyImportResult.Done done => new ImportReply(done.Items.Count(item => item.IsNew), done.Items.Count(item => !item.IsNew), []),
            KeyImportResult.Invalid invalid => new ImportReply(
                0,
                0,
                [.. invalid.Faults.Select(fault => ImportFault.Of(fault.Field, fault.Problem)).OfType<ImportFault>()]),
            var other => throw new InvalidOperationException($"No reply for {other}."),
        };
}
