using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.Panel;

/// <summary>The id of a record, in types that describe requests.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class IdAttribute() : RegularExpressionAttribute("^[0-9]{1,19}$");

/// <summary>An IPv4 address, in types that describe requests.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class Ipv4Attribute() : RegularExpressionAttribute(@"^[0-9]{1,3}(\.[0-9]{1,3}){3}$");

/// <summary>The query of operations about one application as the reference describes it; <see cref="ApplicationQuery"/> reads it.</summary>
internal record ApplicationParameters
{
    [JsonPropertyOrder(-1)]
    [Id]
    [Description("The id of the application.")]
    public required string ApplicationId { get; init; }
}

/// <summary>The query of a count as the reference describes it; <see cref="CountQuery"/> reads it.</summary>
internal record CountParameters : ApplicationParameters
{
    [Description("A search as JSON, such as {\"searchString\": \"10.0\", \"categories\": [\"IPv4\"]}. Both members may be left out; "
        + "without categories every column is searched.")]
    public string? SearchParams { get; init; }
}

/// <summary>The query of a table as the reference describes it; <see cref="TableQuery"/> reads it.</summary>
internal sealed record TableParameters : CountParameters
{
    [Range(typeof(long), "1", "9223372036854775807")]
    [Description("The page, from 1.")]
    public required long CurrentPage { get; init; }
}
