using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace Lintel.Management.Audit;

/// <summary>The query of <c>GET /audit</c> as the reference describes it; <see cref="AuditEndpoints"/> reads it.</summary>
internal sealed record AuditQueryDocument : AuditFilterDocument
{
    [JsonPropertyOrder(1)]
    [Range(1, 200)]
    [DefaultValue(50)]
    public int Limit { get; init; } = 50;
}

/// <summary>The query of <c>GET /audit/export</c> as the reference describes it; <see cref="AuditEndpoints"/> reads it.</summary>
internal sealed record AuditExportDocument : AuditFilterDocument
{
    [JsonPropertyOrder(1)]
    [Range(1, ExportBounds.MostEntries)]
    [DefaultValue(ExportBounds.MostEntries)]
    public int Limit { get; init; } = ExportBounds.MostEntries;
}

/// <summary>The filters of the audit log as the reference describes them.</summary>
internal abstract record AuditFilterDocument
{
    [StringLength(100)]
    [Description("The account of who asked.")]
    public string? AccountId { get; init; }

    [StringLength(100)]
    [Description("The key of who asked.")]
    public string? KeyId { get; init; }

    [StringLength(256)]
    [Description("The person who asked.")]
    public string? UserId { get; init; }

    [StringLength(256)]
    [Description("Method and route, such as POST /lintel/v1/keys.")]
    public string? Operation { get; init; }

    [StringLength(256)]
    [Description("The id of the record, also where a change was of many; of an import the number of its keys, such as 998 keys.")]
    public string? Target { get; init; }

    [Description("The earliest moment, inclusive.")]
    public DateTimeOffset? From { get; init; }

    [Description("The latest moment, exclusive.")]
    public DateTimeOffset? To { get; init; }

    [RegularExpression("^[0-9]+$")]
    [Description("The cursor of the page before, or of the last line of an export that was truncated.")]
    public string? Cursor { get; init; }
}
