using System.Text.RegularExpressions;
using Lintel.Keys;

namespace Lintel.Host.Import;

/// <summary>Takes the keys: the data folder of a stopped host, or the management API of a running one.</summary>
internal interface IImportTarget : IAsyncDisposable
{
    /// <summary>Imports keys, all or none; those that are there already are skipped.</summary>
    /// <param name="keys">The keys, at most <see cref="KeyImporter.MaxKeys"/>.</param>
    /// <param name="dryRun">true to check them and write nothing.</param>
    /// <exception cref="Startup.StartupException">The target does not answer, or refuses to import anything.</exception>
    Task<ImportReply> SendAsync(IReadOnlyList<ForeignKey> keys, bool dryRun);
}

/// <summary>The reply to a batch of keys.</summary>
/// <param name="Imported">The number of keys that were imported, or would have been in a dry run.</param>
/// <param name="Skipped">The number of keys that were there already.</param>
/// <param name="Faults">The faults; where there are any, nothing was imported.</param>
internal sealed record ImportReply(int Imported, int Skipped, IReadOnlyList<ImportFault> Faults);

/// <summary>A fault of a key of a batch.</summary>
/// <param name="Index">The place of the key in the batch.</param>
/// <param name="Problem">What is wrong, with the name of the field.</param>
internal sealed partial record ImportFault(int Index, string Problem)
{
    /// <summary>Reads a fault of a field such as <c>keys[3].scopes[0]</c>.</summary>
    /// <returns>null where the field is of no key.</returns>
    public static ImportFault? Of(string field, string problem) =>
        Place().Match(field) is { Success: true } match && WholeNumberText.TryParse(match.Groups["index"].ValueSpan, out int index)
            ? new ImportFault(index, problem.Replace($"keys[{index}].", string.Empty, StringComparison.Ordinal))
            : null;

    [GeneratedRegex(@"^keys\[(?<index>[0-9]{1,6})\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();
}
