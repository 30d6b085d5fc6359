using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Customers;

/// <summary>The fields that a customer can do without, as the reference describes them; <see cref="CustomerFields"/> reads them.</summary>
internal abstract record CustomerDocument
{
    [EmailAddress]
    [StringLength(254)]
    [Description("No other customer of the company has it. May also be sent as contact_email.")]
    public string? CustomerEmail { get; init; }

    [RegularExpression(@"^\+[1-9][0-9]{6,14}$")]
    [Description("A phone number in E.164 form, such as +15550100123. May also be sent as contact_phone.")]
    public string? CustomerPhone { get; init; }

    [Range(1, 8760)]
    [Description("A new customer has 24 where nothing else is sent.")]
    public long? DefaultSlaHours { get; init; }

    public bool? TaxExempt { get; init; }

    [StringLength(255)]
    public string? TaxExemptionReason { get; init; }
}

/// <summary>The body of a new customer.</summary>
[RequestExample("""{"customer_name":"Hill Farm","customer_email":"office@hill-farm.example","customer_phone":"+15550100123"}""")]
internal sealed record NewCustomerDocument : CustomerDocument
{
    [StringLength(255, MinimumLength = 1)]
    public required string CustomerName { get; init; }
}

/// <summary>The body of a change of a customer.</summary>
[Description("At least one field.")]
[RequestExample("""{"default_sla_hours":8,"tax_exempt":true,"tax_exemption_reason":"Public school"}""")]
internal sealed record CustomerChangeDocument : CustomerDocument
{
    [StringLength(255, MinimumLength = 1)]
    public string? CustomerName { get; init; }
}

/// <summary>The query of the list of customers; <see cref="CustomerFilter.Read"/> reads it.</summary>
internal sealed record CustomerListParameters : ListParameters
{
    [StringLength(255)]
    [Description("A part of the name, the email address or the phone number.")]
    public string? Search { get; init; }

    public bool? HasLocations { get; init; }
}

/// <summary>The query of a read of one customer.</summary>
internal sealed record CustomerParameters : RecordParameters
{
    [AllowedValues(CustomerEndpoints.Locations)]
    [Description("The records that come along with the customer.")]
    public string? Include { get; init; }
}
