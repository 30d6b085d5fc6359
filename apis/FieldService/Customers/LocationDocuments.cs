using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;

namespace Lintel.FieldService.Customers;

/// <summary>The fields that a location can do without, as the reference describes them; <see cref="LocationFields"/> reads them.</summary>
internal abstract record LocationDocument
{
    protected const string TwoLetters = "^[A-Za-z]{2}$";
    protected const string ZipCode = "^[0-9]{5}(-?[0-9]{4})?$";

    [EmailAddress]
    [StringLength(254)]
    public string? ContactEmail { get; init; }

    [StringLength(2000)]
    public string? Notes { get; init; }
}

/// <summary>The body of a new location.</summary>
[RequestExample("""{"location_name":"North yard","street":"1 Main Street","city":"Boise","state":"ID","zip":"83702"}""")]
internal sealed record NewLocationDocument : LocationDocument
{
    [StringLength(255, MinimumLength = 1)]
    public required string LocationName { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public required string Street { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public required string City { get; init; }

    [RegularExpression(TwoLetters)]
    public required string State { get; init; }

    [RegularExpression(ZipCode)]
    [Description("A ZIP code of 5 or 9 digits.")]
    public required string Zip { get; init; }
}

/// <summary>The body of a change of a location.</summary>
[Description("At least one field.")]
[RequestExample("""{"zip":"83702-1234","notes":"Ring twice"}""")]
internal sealed record LocationChangeDocument : LocationDocument
{
    [StringLength(255, MinimumLength = 1)]
    public string? LocationName { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public string? Street { get; init; }

    [StringLength(255, MinimumLength = 1)]
    public string? City { get; init; }

    [RegularExpression(TwoLetters)]
    public string? State { get; init; }

    [RegularExpression(ZipCode)]
    [Description("A ZIP code of 5 or 9 digits.")]
    public string? Zip { get; init; }
}

/// <summary>The query of operations about the locations of a customer.</summary>
internal record CustomerLocationsParameters : RecordParameters
{
    [AllowedValues("1")]
    [Description("Says that the operation is about the locations of the customer.")]
    public required string Locations { get; init; }
}

/// <summary>The query of the list of a customer's locations.</summary>
internal sealed record CustomerLocationsPageParameters : RecordPageParameters
{
    [AllowedValues("1")]
    [Description("Says that the operation is about the locations of the customer.")]
    public required string Locations { get; init; }
}

/// <summary>The query of operations about one location of a customer.</summary>
internal sealed record CustomerLocationParameters : CustomerLocationsParameters
{
    [Id]
    [Description("The id of the location.")]
    public required long LocationId { get; init; }
}
