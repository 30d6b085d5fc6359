using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.FieldService.Customers;

/// <summary>A customer as it is stored and sent; the members are in the order in which they are sent.</summary>
internal sealed record Customer
{
    /// <summary>The id once more, in the replies to writes only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id once more, in the reply to a write.")]
    public long? Id { get; init; }

    public required long CustomerId { get; init; }

    public required string CustomerName { get; init; }

    public string? CustomerEmail { get; init; }

    public string? CustomerPhone { get; init; }

    public required long DefaultSlaHours { get; init; }

    public required bool TaxExempt { get; init; }

    public string? TaxExemptionReason { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }

    /// <summary>Only where the caller asked to include them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("Where the query says include=locations.")]
    public IReadOnlyList<Location>? Locations { get; init; }
}

/// <summary>A place of a customer.</summary>
internal sealed record Location
{
    /// <summary>The id once more, in the replies to writes only.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [Description("The id once more, in the reply to a write.")]
    public long? Id { get; init; }

    public required long LocationId { get; init; }

    public required long CustomerId { get; init; }

    public required string LocationName { get; init; }

    public required string Street { get; init; }

    public required string City { get; init; }

    public required string State { get; init; }

    public required string Zip { get; init; }

    public string? ContactEmail { get; init; }

    public string? Notes { get; init; }

    public required string CreatedAt { get; init; }

    public required string UpdatedAt { get; init; }
}

/// <summary>The reply to a write.</summary>
internal sealed record CustomerWritten(Customer Customer)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;

    public static CustomerWritten Of(Customer customer) => new(customer with { Id = customer.CustomerId });
}

/// <summary>The reply to a write.</summary>
internal sealed record LocationWritten(Location Location)
{
    [JsonPropertyOrder(-1)]
    [AllowedValues(true)]
    public bool Success => true;

    public static LocationWritten Of(Location location) => new(location with { Id = location.LocationId });
}
