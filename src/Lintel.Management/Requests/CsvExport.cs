using System.Buffers;
using System.Globalization;
using System.Text;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>
/// Comma-separated values (RFC 4180) with a line of names; texts are quoted, numbers are not. What a spreadsheet would take for a formula gets an apostrophe
/// before it, also after a character that separates cells in some countries: callers choose paths and ids.
/// </summary>
internal sealed class CsvExport : IExportFormat<RequestLogEntry>
{
    // The characters that begin a formula, their full-width forms too, which spreadsheets take for them.
    private static readonly SearchValues<char> OfFormulas = SearchValues.Create("=+-@\uFF1D\uFF0B\uFF0D\uFF20");

    // A spreadsheet with another separator splits quoted cells as well.
    private static readonly SearchValues<char> BeforeCells = SearchValues.Create(",;\t\r\n\"");

    private static readonly HashSet<string> Numbers = ["status", "durationMilliseconds", "requestBytes", "responseBytes"];

    private static readonly (string Name, Func<RequestLogEntry, string?> Value)[] Columns =
    [
        ("id", entry => entry.Id),
        ("at", entry => entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        ("api", entry => entry.Api),
        ("operation", entry => entry.Operation),
        ("method", entry => entry.Method),
        ("route", entry => entry.Route),
        ("status", entry => entry.Status.ToString(CultureInfo.InvariantCulture)),
        ("code", entry => entry.Code),
        ("condition", entry => entry.Condition),
        ("arguments", entry => entry.Arguments),
        ("cause", entry => entry.Cause),
        ("keyId", entry => entry.KeyId),
        ("accountId", entry => entry.AccountId),
        ("applicationId", entry => entry.ApplicationId),
        ("address", entry => entry.Address),
        ("durationMilliseconds", entry => (entry.DurationMicroseconds / 1000m).ToString(CultureInfo.InvariantCulture)),
        ("requestBytes", entry => entry.RequestBytes.ToString(CultureInfo.InvariantCulture)),
        ("responseBytes", entry => entry.ResponseBytes.ToString(CultureInfo.InvariantCulture)),
        ("inboundId", entry => entry.InboundId),
        ("shadow", entry => entry.IsShadow ? "true" : "false"),
        ("traceId", entry => entry.TraceId),
        ("spanId", entry => entry.SpanId),
        ("compared", entry => entry.Compared),
    ];

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public string FileName => "requests.csv";

    public void Begin(IBufferWriter<byte> target) => WriteLine(target, Columns.Select(column => column.Name));

    public void Write(IBufferWriter<byte> target, RequestLogEntry entry) => WriteLine(
        target,
        Columns.Select(column => Numbers.Contains(column.Name) ? column.Value(entry)! : Cell(column.Value(entry))));

    public void Cut(IBufferWriter<byte> target, ExportCut cut) => WriteLine(
        target,
        Columns.Select((_, place) => place == 0
            ? Cell($"# truncated after {cut.Entries.ToString(CultureInfo.InvariantCulture)} entries; the rest has cursor={cut.Cursor}")
            : string.Empty));

    private static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var cell = new StringBuilder(text.Length + 2).Append('"');
        for (var i = 0; i < text.Length; i++)
        {
            if (OfFormulas.Contains(text[i]) && (i == 0 || BeforeCells.Contains(text[i - 1])))
            {
                cell.Append('\'');
            }

            cell.Append(text[i] == '"' ? "\"\"" : text.AsSpan(i, 1));
        }

        return cell.Append('"').ToString();
    }

    private static void WriteLine(IBufferWriter<byte> target, IEnumerable<string> cells)
    {
        Encoding.UTF8.GetBytes(string.Join(',', cells), target);
        target.Write("\r\n"u8);
    }
}
