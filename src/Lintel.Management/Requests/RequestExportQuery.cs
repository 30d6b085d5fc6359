using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.Management.Requests;

/// <summary>The entries of an export and their format.</summary>
internal sealed record RequestExportQuery(RequestLogQuery Entries, IExportFormat<RequestLogEntry> Format)
{
    private const string Csv = "csv";

    public static RequestExportQuery Read(FieldReader fields) => new(
        RequestQuery.FiltersAndTimes(fields) with
        {
            Cursor = RequestQuery.Cursor(fields),
            Limit = ExportBounds.ReadLimit(fields),
        },
        fields.OneOf("format", ["ndjson", Csv]) == Csv ? new CsvExport() : new NdjsonExport<RequestLogEntry, RequestShape>("requests", RequestShape.Of));
}
