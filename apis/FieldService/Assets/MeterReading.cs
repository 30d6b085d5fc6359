using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Assets;

/// <summary>A reading as it is sent; the members are in the order in which they are sent.</summary>
internal sealed record MeterReading(
    long Id,
    long AssetId,
    long MeterId,
    string MeterName,
    string Unit,
    decimal Reading,
    string ReadingDate,
    bool ThresholdExceeded);

/// <summary>The reply to a reading.</summary>
internal sealed record MeterReadingWritten(MeterReading MeterReading)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;
}

/// <summary>What the body of a reading says.</summary>
/// <param name="MeterId">The meter; null where it is named instead.</param>
/// <param name="MeterName">The meter's name.</param>
/// <param name="Reading">What it shows.</param>
/// <param name="ReadingDate">When it was read.</param>
/// <param name="Notes">What the reader noted.</param>
internal sealed record ReadingFields(long? MeterId, string? MeterName, decimal Reading, string ReadingDate, string? Notes)
{
    /// <summary>The meter for the message of a refusal.</summary>
    public string MeterText => MeterId?.ToString() ?? $"'{MeterName}'";

    public static ReadingFields Read(FieldReader fields)
    {
        var id = fields.Integer("meter_id", required: !fields.Has("meter_name"), min: 1);
        var name = fields.Text("meter_name", max: 100);
        var reading = fields.Number("reading", required: true, min: -Amount.Largest, max: Amount.Largest);
        var date = fields.Timestamp("reading_date") ?? fields.Call.StartedAt;
        if (date > fields.Call.StartedAt)
        {
            fields.Fault("reading_date", "must not be in the future");
        }

        return new ReadingFields(id, name, reading ?? 0, MomentText.Seconds(date), fields.Text("notes", max: 500, lines: true));
    }
}

/// <summary>The faults of a reading that only the meter knows, in the contract's words.</summary>
internal static class ReadingProblems
{
    public static string Below(decimal last) => $"must be at least {Amount.Text(last)}, the last reading";
}
