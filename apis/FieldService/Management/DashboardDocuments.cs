using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.AspNetCore;
using Lintel.FieldService.Assets;
using Lintel.FieldService.Storage;
using Lintel.FieldService.Technicians;

namespace Lintel.FieldService.Management;

/// <summary>A page of the list of assets.</summary>
/// <param name="Cursor">The last id of the page before; empty for the first page.</param>
/// <param name="Limit">The most assets, 1 to 200.</param>
internal sealed record AssetPage(
    [property: JsonPropertyName("cursor"), RegularExpression("^[0-9]{0,18}$")][Description("The cursor of the page before.")] string Cursor = "",
    [property: JsonPropertyName("limit"), Range(1, AssetPage.Most)][property: DefaultValue(AssetPage.Size)] int Limit = AssetPage.Size)
{
    private const int Size = 50;
    private const int Most = 200;

    /// <summary>The id that the page begins after.</summary>
    [JsonIgnore]
    public long After => WholeNumberText.TryParse(Cursor, out long id) ? id : 0;
}

/// <summary>The body of a new meter, as the reference describes it; <see cref="DashboardReader.ReadMeter"/> reads it.</summary>
[RequestExample("""{"meter_name":"Operating hours","unit":"hours","initial_reading":1200,"threshold_value":1500}""")]
internal sealed record MeterDocument(
    [StringLength(100, MinimumLength = 1), Description("No other meter of the asset has it.")] string MeterName,
    [StringLength(50, MinimumLength = 1)] string Unit,
    [Range((double)-Amount.Largest, (double)Amount.Largest)][property: DefaultValue(typeof(decimal), "0")] decimal? InitialReading = null,
    [Range((double)-Amount.Largest, (double)Amount.Largest)] decimal? ThresholdValue = null,
    [MeterAction, Description("What a reading above the threshold does.")][property: DefaultValue(Meter.AlertOnly)] string? ThresholdAction = null);

/// <summary>The body of a new technician, as the reference describes it; <see cref="DashboardReader.ReadTechnician"/> reads it.</summary>
[RequestExample("""{"first_name":"Ada","last_name":"Byron","skills":["Hydraulics"]}""")]
internal sealed record TechnicianDocument(
    [StringLength(100, MinimumLength = 1)] string FirstName,
    [StringLength(100, MinimumLength = 1)] string LastName,
    [TechnicianStatus][property: DefaultValue("Active")] string? Status = null,
    [AvailabilityStatus][property: DefaultValue("Available")] string? AvailabilityStatus = null,
    [StringLength(100)] string? VehicleType = null,
    [MaxLength(20), Description("Texts of at most 50 characters.")] IReadOnlyList<string>? TransportModes = null,
    [MaxLength(100), Description("Texts of at most 100 characters.")] IReadOnlyList<string>? Skills = null,
    [MaxLength(50)] IReadOnlyList<WorkingHoursDocument>? Availability = null);

/// <summary>When a technician works on a day of the week, as the reference describes it.</summary>
internal sealed record WorkingHoursDocument(
    [AllowedValues("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")] string Day,
    [StringLength(5, MinimumLength = 1), Description("Such as 08:00.")] string Start,
    [StringLength(5, MinimumLength = 1), Description("Such as 17:00.")] string End);
