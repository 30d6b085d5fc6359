using System.Text.Json.Serialization;

namespace Lintel.FieldService.Technicians;

/// <summary>A technician as lists show one; the members are in the order in which they are sent.</summary>
internal record Technician
{
    public static IReadOnlyList<string> Statuses { get; } = ["Active", "Inactive"];

    public static IReadOnlyList<string> AvailabilityStatuses { get; } = ["Available", "Busy", "Offline"];

    public required long TechnicianId { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    public required string Status { get; init; }

    public required string AvailabilityStatus { get; init; }

    public string? VehicleType { get; init; }

    public IReadOnlyList<string> TransportModes { get; init; } = [];

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}

/// <summary>A technician as a read with an id shows one.</summary>
internal sealed record TechnicianProfile : Technician
{
    [JsonPropertyOrder(1)]
    public IReadOnlyList<string> Skills { get; init; } = [];

    [JsonPropertyOrder(1)]
    public IReadOnlyList<WorkingHours> Availability { get; init; } = [];
}

/// <summary>When a technician works on a day of the week.</summary>
/// <param name="Day">Such as <c>Monday</c>.</param>
/// <param name="Start">Such as <c>08:00</c>.</param>
/// <param name="End">Such as <c>17:00</c>.</param>
internal sealed record WorkingHours(string Day, string Start, string End);
