using System.Globalization;
using Lintel.Audit;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Postgres;
using Lintel.Sqlite;
using Lintel.Storage;

namespace Lintel.Host.Audit;

/// <summary>Verifies the chain of the audit log, also while hosts run: it only reads.</summary>
/// <param name="settings">Where the records and the pepper are.</param>
/// <param name="seen">An end of the chain that was noted earlier; null for none.</param>
/// <param name="progress">Shows how far it is.</param>
internal sealed class VerifyCommand(HostSettings settings, AuditSeen? seen, CommandProgress progress)
{
    /// <summary>Verifies, and writes what was found.</summary>
    /// <exception cref="StartupException">The records or the pepper cannot be read.</exception>
    public async Task<ExitCode> RunAsync(TextWriter output)
    {
        try
        {
            return Write(output, settings.Postgres is { } connectionString ? await VerifyPostgresAsync(connectionString) : await VerifyFileAsync());
        }
        catch (Exception exception) when (exception is StoreUnavailableException or PepperException)
        {
            throw new StartupException(ExitCode.Data, exception.Message, exception);
        }
        finally
        {
            progress.End();
        }
    }

    private async Task<AuditVerdict> VerifyPostgresAsync(string connectionString)
    {
        await using var schema = await ReadOnlySchema.OpenAsync(connectionString);
        return await VerifyAsync(new AuditStore(schema), new PepperCheckStore(schema));
    }

    private async Task<AuditVerdict> VerifyFileAsync()
    {
        await using var file = new ReadOnlyFile(CommandRecords.RequireFile(settings));
        return await VerifyAsync(new AuditStore(file), new PepperCheckStore(file));
    }

    private async Task<AuditVerdict> VerifyAsync(IAuditStore audit, IPepperCheckStore checks)
    {
        var pepper = await CommandRecords.OpenPepperAsync(
            settings, new ReadOnlyPepperChecks(checks), "The chain is verified with the pepper, and there is none");
        var verifier = new AuditVerifier(audit, new AuditChain(pepper));
        return await verifier.VerifyAsync(seen, (done, total) => progress.Show("Verifying", done, total), CancellationToken.None);
    }

    private ExitCode Write(TextWriter output, AuditVerdict verdict)
    {
        progress.End();
        if (verdict is AuditVerdict.Unbroken unbroken)
        {
            output.WriteLine(TextOf(unbroken));
            return ExitCode.Stopped;
        }

        var broken = (AuditVerdict.Broken)verdict;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Broken at entry {broken.Number}: {broken.Fault}."));
        return ExitCode.Broken;
    }

    private static string TextOf(AuditVerdict.Unbroken verdict)
    {
        var text = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{verdict.Entries} entries, unbroken") };
        if (verdict.Start > 0)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"those up to {verdict.Start} removed by age"));
        }

        if (verdict.SeenIsRemoved)
        {
            text.Add("the one that was noted among them, so that it could not be compared");
        }

        if (verdict.Erased > 0)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{verdict.Erased} values erased"));
        }

        if (verdict.Unchained > 0)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"{verdict.Unchained} not in the chain yet"));
        }

        if (verdict.Head is { } head)
        {
            text.Add(string.Create(CultureInfo.InvariantCulture, $"last {head.Number}:{Convert.ToHexStringLower(head.Mac)}"));
        }

        return string.Join(", ", text);
    }
}
