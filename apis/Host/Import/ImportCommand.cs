using Lintel.Host.Settings;
using Lintel.Host.Startup;
using Lintel.Keys;

namespace Lintel.Host.Import;

/// <summary>
/// <c>lintel-host import-keys</c>: reads all lines, has all of them checked, and only where none is faulty imports them in batches. A batch is imported as a
/// whole; where the command is stopped between two of them, running it again skips what is there.
/// </summary>
internal sealed class ImportCommand(CommandLine.ImportKeys command, HostSettings settings, CommandProgress progress, TimeProvider clock)
{
    // A body of the management API has at most 1 MiB, and a character up to three bytes.
    private const int MaxBatchCharacters = 256 * 1024;

    private string NameOfFile => command.File == CommandLine.ImportKeys.StandardInput ? "Standard input" : command.File;

    /// <summary>Imports.</summary>
    /// <param name="input">Standard input.</param>
    /// <param name="output">Receives the result in one line.</param>
    /// <param name="errors">Receives the faults, one a line.</param>
    /// <returns><see cref="ExitCode.Stopped"/>, or <see cref="ExitCode.Contract"/> where lines are faulty.</returns>
    public async Task<ExitCode> RunAsync(TextReader input, TextWriter output, TextWriter errors)
    {
        var file = await ReadAsync(input);
        if (file.Lines.Count + file.Faults.Count == 0)
        {
            throw new StartupException(ExitCode.NoInput, $"{NameOfFile} has no lines.");
        }

        var batches = Batch(file.Lines).ToArray();
        await using IImportTarget target = command.Url is { } url
            ? HttpImportTarget.Open(url, HttpImportTarget.ReadToken(command.TokenFile, settings), clock, progress)
            : await FolderImportTarget.OpenAsync(settings, clock);

        var (found, faults) = await SendAsync(target, batches, file, dryRun: true);
        faults = [.. file.Faults, .. faults];
        var written = 0;
        if (faults.Count == 0 && !command.DryRun)
        {
            (found, faults) = await SendAsync(target, batches, file, dryRun: false);
            written = found.Imported;
        }

        if (faults.Count > 0)
        {
            Report(faults, written, errors);
            return ExitCode.Contract;
        }

        output.WriteLine(command.DryRun
            ? $"{Plural.Of(found.Imported, "key")} can be imported, {found.Skipped} there already. Nothing was written."
            : $"{Plural.Of(found.Imported, "key")} imported, {found.Skipped} skipped that were there already.");
        return ExitCode.Stopped;
    }

    private async Task<ImportFile> ReadAsync(TextReader input)
    {
        if (command.File == CommandLine.ImportKeys.StandardInput)
        {
            return await ImportFile.ReadAsync(input, allowsKeys: true);
        }

        using var reader = ImportFile.Open(command.File);
        return await ImportFile.ReadAsync(reader, allowsKeys: false);
    }

    private async Task<((int Imported, int Skipped) Found, List<LineFault> Faults)> SendAsync(
        IImportTarget target,
        ImportedLine[][] batches,
        ImportFile file,
        bool dryRun)
    {
        var (imported, skipped, done) = (0, 0, 0);
        var faults = new List<LineFault>();
        try
        {
            foreach (var batch in batches)
            {
                var reply = await target.SendAsync([.. batch.Select(line => line.Key)], dryRun);
                faults.AddRange(reply.Faults.Select(fault => new LineFault(batch[fault.Index].Number, fault.Problem)));
                imported += reply.Imported;
                skipped += reply.Skipped;
                done += batch.Length;
                progress.Show(dryRun ? "Checking" : "Importing", done, file.Lines.Count);
                if (faults.Count > 0 && !dryRun)
                {
                    break;
                }
            }
        }
        catch (StartupException exception) when (!dryRun)
        {
            throw new StartupException(
                exception.ExitCode,
                $"{exception.Message} {Plural.Of(imported, "key")} imported before. Run the command again: it skips what is there.",
                exception);
        }
        finally
        {
            progress.End();
        }

        return ((imported, skipped), faults);
    }

    private void Report(List<LineFault> faults, int written, TextWriter errors)
    {
        foreach (var fault in faults.OrderBy(fault => fault.Number))
        {
            errors.WriteLine($"{NameOfFile}({fault.Number}): {fault.Problem}");
        }

        var lines = faults.Select(fault => fault.Number).Distinct().Count();
        var outcome = written == 0 ? "Nothing was imported." : $"{Plural.Of(written, "key")} imported before these lines, which no longer fit what is there.";
        errors.WriteLine($"lintel: {lines} {(lines == 1 ? "line is" : "lines are")} faulty. {outcome}");
    }

    private static IEnumerable<ImportedLine[]> Batch(IReadOnlyList<ImportedLine> lines)
    {
        var batch = new List<ImportedLine>();
        var characters = 0;
        foreach (var line in lines)
        {
            if (batch.Count == KeyImporter.MaxKeys || (batch.Count > 0 && characters + line.Length > MaxBatchCharacters))
            {
                yield return [.. batch];
                batch.Clear();
                characters = 0;
            }

            batch.Add(line);
            characters += line.Length;
        }

        if (batch.Count > 0)
        {
            yield return [.. batch];
        }
    }
}
