using System.Globalization;
using Lintel.Audit;
using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;
using Lintel.Storage;

namespace Lintel.Host.Peppers;

/// <summary>Shows, rotates and retires versions of the pepper.</summary>
/// <param name="settings">Where the records and the pepper are.</param>
/// <param name="clock">The clock.</param>
internal sealed class PepperCommands(HostSettings settings, TimeProvider clock)
{
    private const string Operation = "lintel-host pepper retire";
    private const int IdLength = 20;
    private const int PageSize = 200;

    private string FilePath => Path.Combine(settings.DataDirectory, PepperFile.FileName);

    private string SourceName => settings.Pepper?.Name ?? FilePath;

    /// <summary>Does what the command line asks for.</summary>
    /// <exception cref="StartupException">It cannot be done; the message says why.</exception>
    public async Task<ExitCode> RunAsync(CommandLine.PepperAction action, TextWriter output)
    {
        try
        {
            await using var records = await PepperRecords.OpenAsync(settings);
            await (action switch
            {
                CommandLine.PepperAction.Rotate rotate => RotateAsync(records, rotate.IsNext, output),
                CommandLine.PepperAction.Retire retire => RetireAsync(records, retire.Version, retire.Ending, output),
                _ => ShowAsync(records, output),
            });
            return ExitCode.Stopped;
        }
        catch (Exception exception) when (exception is not StartupException)
        {
            throw StartupFailures.Explain(exception, settings);
        }
    }

    private async Task ShowAsync(PepperRecords records, TextWriter output)
    {
        var pepper = await records.ReadPepperAsync(settings);
        var counts = (await records.CountAsync()).ToDictionary(count => count.Version);
        output.WriteLine($"The pepper comes from {SourceName}.");
        foreach (var version in pepper.Versions.Concat(pepper.Retired).Concat(counts.Keys).Distinct().OrderDescending())
        {
            var count = counts.GetValueOrDefault(version) ?? new PepperCount(version, 0, 0, 0, 0);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"version {version}, {StatusOf(pepper, version)}: {count.InWords()}"));
        }

        foreach (var (node, knows) in await records.ListNodesBehindAsync(pepper.Newest))
        {
            output.WriteLine(knows
                ? $"{node} makes keys with an older version than {pepper.Newest}: none can be retired until it makes them with that one."
                : $"{node} lacks version {pepper.Newest}: no key moves to it until it has the version.");
        }
    }

    private async Task RotateAsync(PepperRecords records, bool isNext, TextWriter output)
    {
        var known = (await records.Checks.ReadAsync(CancellationToken.None)).Keys;
        if (settings.Pepper is not null)
        {
            var used = (await records.ReadPepperAsync(settings)) is var pepper ? pepper.Versions.Concat(pepper.Retired).Concat(known).Max() : 0;
            throw Wrong(
                $"The pepper comes from {SourceName}, which this command does not write. Add an entry there, beside the others: {(isNext ? "next:" : null)}{used + 1}: "
                    + $"and at least {Pepper.MinLength} random characters. Then restart the host.");
        }

        var entries = await PepperFile.ReadEntriesAsync(settings.DataDirectory, CancellationToken.None);
        if (entries.FirstOrDefault(entry => entry.Mark == PepperMark.Next) is { } announced)
        {
            if (isNext)
            {
                throw Wrong($"Version {announced.Version} is marked next: already. Run pepper rotate without --next once all nodes have it.");
            }

            PepperFile.WriteEntries(settings.DataDirectory, entries.Select(entry => entry.Mark == PepperMark.Next ? entry.With(PepperMark.None) : entry));
            output.WriteLine(Rotated(announced.Version));
            return;
        }

        var version = entries.Select(entry => entry.Version).Concat(known).Max() + 1;
        if (version > PepperText.LargestVersion)
        {
            throw Wrong($"Version {PepperText.LargestVersion} is the last.");
        }

        var added = PepperText.Read(Pepper.Generate(version))[0];
        PepperFile.WriteEntries(settings.DataDirectory, entries.Append(isNext ? added.With(PepperMark.Next) : added));
        output.WriteLine(isNext
            ? $"Version {version} of the pepper is in {FilePath}, marked next: it opens keys and makes none yet. Give all nodes this file, restart one after the "
                + "other, and run pepper rotate once all have it. Keep a copy of the file where you keep the pepper."
            : Rotated(version));
    }

    private string Rotated(int version) =>
        $"Version {version} of the pepper is current in {FilePath}. Restart the host: new keys are made with it, and each key moves to it when it is used. Keep a "
        + "copy of the file where you keep the pepper, beside the database backups that need it.";

    private async Task RetireAsync(PepperRecords records, int version, long? ending, TextWriter output)
    {
        var pepper = await records.ReadPepperAsync(settings);
        Refuse(pepper, version);
        if (await records.ListNodesBehindAsync(pepper.Newest) is [var (node, knows), ..])
        {
            throw Wrong(
                $"The node {node} {(knows ? "has" : "lacks")} version {pepper.Newest}, which is current here, {(knows ? "marked next:" : "altogether")}: it goes on "
                    + "making keys with an older one. Restart it with the pepper of this node first.");
        }

        // Files belong to one process: none makes keys meanwhile.
        await using var stores = await CommandRecords.OpenAsync(settings, clock);
        var count = (await records.CountAsync()).FirstOrDefault(count => count.Version == version) ?? new PepperCount(version, 0, 0, 0, 0);
        Refuse(count, pepper.Newest, ending);
        if (count.Credentials > 0)
        {
            await EndAsync(stores, new AuditChain(pepper), version);
            output.WriteLine($"Revoked {Plural.Of(count.Keys, "key")} and {Plural.Of(count.PersonalTokens, "personal token")}.");
        }

        if (settings.Pepper is null)
        {
            var entries = await PepperFile.ReadEntriesAsync(settings.DataDirectory, CancellationToken.None);
            PepperFile.WriteEntries(settings.DataDirectory, entries.Select(entry => entry.Version == version ? entry.With(PepperMark.Retired) : entry));
        }

        var done = settings.Pepper is null
            ? $"Version {version} of the pepper is retired in {FilePath}, and opens no key from the next start on."
            : $"Nothing is left under version {version} of the pepper. Mark its entry in {SourceName}: write retired: before it, and restart the host.";
        output.WriteLine(count.AuditEntries > 0
            ? $"{done} Keep the entry while the audit log has entries under it ({count.AuditEntries}): they are verified with it."
            : $"{done} The entry may be removed once answers for repeated requests have expired.");
    }

    private void Refuse(Pepper pepper, int version)
    {
        if (pepper.Retired.Contains(version))
        {
            throw Wrong($"Version {version} is retired already.");
        }

        if (!pepper.Versions.Contains(version))
        {
            throw Wrong($"The pepper of {SourceName} has no version {version}. It has {string.Join(", ", pepper.Versions)}.");
        }

        if (version >= pepper.Newest)
        {
            throw Wrong($"Version {version} is {StatusOf(pepper, version)}. Only an older version than the current one can be retired: run pepper rotate first.");
        }
    }

    private static void Refuse(PepperCount count, int current, long? ending)
    {
        if (count.WebhookSecrets > 0)
        {
            throw Left(
                $"Version {count.Version} of the pepper cannot be retired: {Plural.Of(count.WebhookSecrets, "webhook secret is", "webhook secrets are")} sealed under "
                    + $"it. A running host with version {current} seals them anew. Start it, and look at pepper status.");
        }

        if (count.Credentials > 0 && ending != count.Credentials)
        {
            throw Left(
                $"Version {count.Version} of the pepper cannot be retired: {Plural.Of(count.Keys, "key")} and {Plural.Of(count.PersonalTokens, "personal token")} are left "
                    + $"under it. Each moves to version {current} when it is used; GET /lintel/v1/keys?pepperVersion={count.Version} lists them. To revoke them, say "
                    + $"how many: --ending {count.Credentials}.");
        }
    }

    /// <summary>
    /// Revokes keys whose newest secret is under a version, and ends older secrets under it; noted before and after, as the management API does.
    /// </summary>
    private async Task EndAsync(DatabaseStores stores, AuditChain chain, int version)
    {
        var entry = new AuditEntry { RequestId = "cli_" + Base62.Random(IdLength), At = clock.GetUtcNow(), Operation = Operation };
        await stores.Audit.BeginAsync(entry, chain, CancellationToken.None);
        var revoked = 0;
        while (await ListAsync(stores, version) is { Count: > 0 } keys)
        {
            foreach (var key in keys)
            {
                // One that was changed meanwhile is on the next page again.
                revoked += await stores.Keys.UpdateAsync(End(key, version), CancellationToken.None) ? 1 : 0;
            }
        }

        var end = new AuditOutcome("done", $"version {version}", [new AuditChange("keys", Before: null, $"{revoked} ended")]);
        await stores.Audit.EndAsync(entry.RequestId, end, chain, CancellationToken.None);
    }

    private ValueTask<IReadOnlyList<ApiKey>> ListAsync(DatabaseStores stores, int version) => stores.Keys.ListAsync(
        new KeyQuery(AccountId: null, Api: null, After: null, PageSize) { Pepper = new PepperFilter(version, clock.GetUtcNow()) }, CancellationToken.None);

    private ApiKey End(ApiKey key, int version)
    {
        var now = clock.GetUtcNow();
        return key.Secrets[0].PepperVersion == version
            ? key with { State = KeyState.Revoked, RevokedAt = now, Version = key.Version + 1 }
            : key with
            {
                Secrets = [.. key.Secrets.Select(secret => secret.PepperVersion == version ? secret with { EndsAt = now } : secret)],
                Version = key.Version + 1,
            };
    }

    private static string StatusOf(Pepper pepper, int version) => version switch
    {
        _ when version == pepper.Newest => "current",
        _ when pepper.Retired.Contains(version) => "retired",
        _ when !pepper.Versions.Contains(version) => "missing",
        _ => version > pepper.Newest ? "next" : "old",
    };

    private static StartupException Wrong(string message) => new(ExitCode.Configuration, message);

    private static StartupException Left(string message) => new(ExitCode.Contract, message);
}
