using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Technicians;

/// <summary>A technician as lists show one; the members are in the order in which they are sent.</summary>
internal record Technician
{
    public static IReadOnlyList<string> Statuses { get; } = ["Active", "Inactive"];

    public static IReadOnlyList<string> AvailabilityStatuses { get; } = ["Available", "Busy", "Offline"];

    public required long TechnicianId { get; init; }

    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    [TechnicianStatus]
    public required string Status { get; init; }

    [AvailabilityStatus]
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

/// <summary>A status of a technician.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class TechnicianStatusAttribute() : AllowedValuesAttribute([.. Technician.Statuses]);

/// <summary>An availability status of a technician.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class AvailabilityStatusAttribute() : AllowedValuesAttribute([.. Technician.AvailabilityStatuses]);

/// <summary>When a technician works on a day of the week.</summary>
/// <param name="Day">Such as <c>Monday</c>.</param>
/// <param name="Start">Such as <c>08:00</c>.</param>
/// <param name="End">Such as <c>17:00</c>.</param>
internal sealed record WorkingHours(string Day, string Start, string End);

/// <summary>The query of the list of technicians; <see cref="TechnicianFilter.Read"/> reads it.</summary>
internal sealed record TechnicianListParameters : PageParameters
{
    [TechnicianStatus]
    public string? Status { get; init; }

    [AvailabilityStatus]
    public string? AvailabilityStatus { get; init; }
}
