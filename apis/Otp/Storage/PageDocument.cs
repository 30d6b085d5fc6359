using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Otp;

/// <summary>The query of a list as the reference describes it; <see cref="PageQuery"/> reads it.</summary>
internal sealed record PageDocument(
    [Range(1, PageQuery.Most)][property: DefaultValue(PageQuery.Default)] int Limit = PageQuery.Default,
    [Description("The nextCursor of the part before.")] string? Cursor = null);
