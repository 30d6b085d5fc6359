using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Postgres;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Lintel.Host.Move;

/// <summary>
/// Copies the records of a data folder to PostgreSQL, table by table, and compares both. What was copied before an interruption is not copied again.
/// </summary>
/// <param name="settings">The folder, the database, and the settings of the host.</param>
/// <param name="progress">How far it is.</param>
internal sealed class MoveCommand(HostSettings settings, CommandProgress progress)
{
    /// <summary>Runs the command.</summary>
    /// <param name="output">Takes the result.</param>
    /// <exception cref="StartupException">The records cannot be moved, or differ.</exception>
    public async Task<ExitCode> RunAsync(TextWriter output)
    {
        var connectionString = settings.Postgres
            ?? throw new StartupException(ExitCode.Usage, "move needs the database: --to \"Host=…\", or Lintel__Postgres in the environment. See --help.");
        try
        {
            var databases = MovedDatabase.All(settings);
            await using var source = await MoveSource.OpenAsync(settings, databases);
            await using var target = await MoveTarget.OpenAsync(connectionString, source.Path, databases);
            var tables = await MovedTables.ReadAsync(source, target, databases);
            await CopyAsync(source, target, tables);
            await VerifyAsync(source, target, tables);
            await target.FinishAsync();
            var moved = $"{Plural.Of(tables.Count, "table")} with {Plural.Of(tables.Sum(table => table.Rows), "row")}";
            output.WriteLine(
                $"Moved {moved} from {source.Path}, and found the same in both. Start the host with the same --data, which has the pepper, and --postgres; keep "
                    + "the files until you are sure.");
            return ExitCode.Stopped;
        }
        catch (Exception exception) when (exception is StoreUnavailableException or SqliteException or NpgsqlException)
        {
            throw new StartupException(ExitCode.Data, exception.Message, exception);
        }
        finally
        {
            progress.End();
        }
    }

    private async Task CopyAsync(MoveSource source, MoveTarget target, IReadOnlyList<MovedTable> tables)
    {
        var total = tables.Sum(table => table.Rows);
        var (before, goesOn) = (0L, false);
        foreach (var table in tables)
        {
            var done = await target.ProgressAsync(table);
            goesOn |= done is not null;
            if (done is { IsWhole: true })
            {
                before += done.Rows;
                continue;
            }

            if (goesOn)
            {
                progress.Say($"An earlier move was interrupted; this one goes on with {table}, after {done?.Rows ?? 0} of {Plural.Of(table.Rows, "row")}.");
                goesOn = false;
            }

            await CopyAsync(source, target, table, done?.Rows ?? 0, copied => progress.Show("Copying", before + copied, total));
            before += table.Rows;
        }
    }

    private async Task CopyAsync(MoveSource source, MoveTarget target, MovedTable table, long copied, Action<long> show)
    {
        try
        {
            await using var rows = await source.ReadAsync(table, copied);
            await target.CopyAsync(table, rows, copied, await source.HighestNumberAsync(table), show);
        }
        catch (Exception exception) when (
            exception is PostgresException or SqliteException or InvalidCastException or OverflowException && !PostgresFailure.IsOfStore(exception))
        {
            throw new StartupException(ExitCode.Data, $"The table {table} cannot be copied: {exception.Message}", exception);
        }

        if (!progress.IsTerminal)
        {
            progress.Say($"{table}: {Plural.Of(table.Rows, "row")} copied");
        }
    }

    private async Task VerifyAsync(MoveSource source, MoveTarget target, IReadOnlyList<MovedTable> tables)
    {
        const int ShownAfter = 10_000;
        var total = 2 * tables.Sum(table => table.Rows);
        var compared = 0L;
        foreach (var table in tables)
        {
            var from = await source.DigestAsync(table, Count);
            var to = await target.DigestAsync(table, Count);
            if (!from.Matches(to))
            {
                throw new StartupException(
                    ExitCode.Data,
                    $"The table {table} differs: {Plural.Of(from.Rows, "row")} with the digest {from} in {table.Database.File}, "
                        + $"{Plural.Of(to.Rows, "row")} with the digest {to} in the database. The host does not start on it. {target.BeginAnew}");
            }
        }

        progress.Show("Comparing", total, total);

        void Count()
        {
            if (++compared % ShownAfter == 0)
            {
                progress.Show("Comparing", compared, total);
            }
        }
    }
}
