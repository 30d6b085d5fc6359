using System.Buffers;
using System.Globalization;
using System.Text;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>
/// Comma-separated values (RFC 4180) with a line of names. A text that a spreadsheet would take for a formula gets an apostrophe before it: callers choose
/// paths and ids.
/// </summary>
internal sealed class CsvExport : IExportFormat
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> OfFormulas = SearchValues.Create("=+-@\t\r");

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

    public void Begin(IBufferWriter<byte> target) => WriteLine(target, Columns.Select(column => column.Name));

    public void Write(IBufferWriter<byte> target, RequestLogEntry entry) => WriteLine(target, Columns.Select(column => Cell(column.Value(entry))));

    public void Cut(IBufferWriter<byte> target, RequestExportCut cut) => WriteLine(
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

        var isFormula = OfFormulas.Contains(text[0]);
        return isFormula || text.AsSpan().ContainsAny(Quoted)
            ? $"\"{(isFormula ? "'" : string.Empty)}{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    private static void WriteLine(IBufferWriter<byte> target, IEnumerable<string> cells)
    {
        Encoding.UTF8.GetBytes(string.Join(',', cells), target);
        target.Write("\r\n"u8);
    }
}
