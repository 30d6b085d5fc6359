using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.Management.Requests;

/// <summary>The query of <c>GET /requests</c> as the reference describes it; <see cref="RequestQuery"/> reads it.</summary>
internal sealed record RequestQueryDocument : RequestTimesDocument
{
    [JsonPropertyOrder(AfterFilters + 1)]
    [RegularExpression("^[0-9]+$")]
    [Description("The cursor of the page before.")]
    public string? Cursor { get; init; }

    [JsonPropertyOrder(AfterFilters + 1)]
    [Range(1, 200)]
    [DefaultValue(50)]
    public int Limit { get; init; } = 50;
}
