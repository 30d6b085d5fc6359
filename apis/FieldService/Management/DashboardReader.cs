using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Storage;
using Lintel.FieldService.Technicians;

namespace Lintel.FieldService.Management;

/// <summary>The body of a new inventory location.</summary>
[RequestExample("""{"location_name":"Van 12"}""")]
internal sealed record NewInventoryLocation(
    [property: JsonPropertyName("location_name"), StringLength(255, MinimumLength = 1), SingleLine] string LocationName);

/// <summary>
/// Reads the bodies of meters and technicians, field by field: no digit of a reading may be lost, and the items of lists have a length of their own.
/// </summary>
internal static class DashboardReader
{
    private static readonly IReadOnlyList<string> Days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static Meter ReadMeter(FieldReader fields) => new()
    {
        MeterId = 0,
        MeterName = fields.Text("meter_name", required: true, min: 1, max: 100)?.Trim() ?? string.Empty,
        Unit = fields.Text("unit", required: true, min: 1, max: 50)?.Trim() ?? string.Empty,
        LastReading = fields.Number("initial_reading", min: -Amount.Largest, max: Amount.Largest) ?? 0,
        ThresholdValue = fields.Number("threshold_value", min: -Amount.Largest, max: Amount.Largest),
        ThresholdAction = fields.OneOf("threshold_action", Meter.Actions) ?? Meter.AlertOnly,
    };

    public static TechnicianProfile ReadTechnician(FieldReader fields) => new()
    {
        TechnicianId = 0,
        FirstName = fields.Text("first_name", required: true, min: 1, max: 100)?.Trim() ?? string.Empty,
        LastName = fields.Text("last_name", required: true, min: 1, max: 100)?.Trim() ?? string.Empty,
        Status = fields.OneOf("status", Technician.Statuses) ?? Technician.Statuses[0],
        AvailabilityStatus = fields.OneOf("availability_status", Technician.AvailabilityStatuses) ?? Technician.AvailabilityStatuses[0],
        VehicleType = fields.Text("vehicle_type", max: 100),
        TransportModes = fields.Texts("transport_modes", max: 20, maxLength: 50) ?? [],
        Skills = fields.Texts("skills", max: 100, maxLength: 100) ?? [],
        Availability = fields.Objects("availability", ReadHours, max: 50) ?? [],
        CreatedAt = string.Empty,
        UpdatedAt = string.Empty,
    };

    private static WorkingHours ReadHours(FieldReader fields) => new(
        fields.OneOf("day", Days, required: true) ?? string.Empty,
        fields.Text("start", required: true, min: 1, max: 5) ?? string.Empty,
        fields.Text("end", required: true, min: 1, max: 5) ?? string.Empty);
}
