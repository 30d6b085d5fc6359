using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Management.Audit;

/// <summary>The query of <c>GET /audit</c> as the reference describes it; <see cref="AuditEndpoints"/> reads it.</summary>
internal sealed record AuditQueryDocument(
    [StringLength(100)][Description("The account of who asked.")] string? AccountId = null,
    [StringLength(100)][Description("The key of who asked.")] string? KeyId = null,
    [StringLength(256)][Description("Method and route, such as POST /lintel/v1/keys.")] string? Operation = null,
    [StringLength(256)][Description("The id of the record; of an import the number of its keys, such as 998 keys.")] string? Target = null,
    [Description("The earliest moment, inclusive.")] DateTimeOffset? From = null,
    [Description("The latest moment, exclusive.")] DateTimeOffset? To = null,
    [RegularExpression("^[0-9]+$")][Description("The cursor of the page before.")] string? Cursor = null,
    [Range(1, 200)][property: DefaultValue(50)] int Limit = 50);
