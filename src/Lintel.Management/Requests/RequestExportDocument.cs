using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.Management.Requests;

/// <summary>The query of <c>GET /requests/export</c> as the reference describes it; <see cref="RequestExportQuery"/> reads it.</summary>
internal sealed record RequestExportDocument : RequestTimesDocument
{
    [JsonPropertyOrder(-1)]
    [AllowedValues("ndjson", "csv")]
    [DefaultValue("ndjson")]
    public string Format { get; init; } = "ndjson";

    [JsonPropertyOrder(AfterFilters + 1)]
    [RegularExpression("^[0-9]+$")]
    [Description("The cursor of the last line of an export that was truncated.")]
    public string? Cursor { get; init; }

    [JsonPropertyOrder(AfterFilters + 1)]
    [Range(1, ExportBounds.MostEntries)]
    [DefaultValue(ExportBounds.MostEntries)]
    public int Limit { get; init; } = ExportBounds.MostEntries;
}
