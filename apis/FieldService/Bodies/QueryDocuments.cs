using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.FieldService.Bodies;

/// <summary>The page of a list as the reference describes it; <see cref="FieldReaderExtensions.ReadPaging"/> reads it.</summary>
internal record PageParameters
{
    [Range(1, int.MaxValue)]
    [DefaultValue(1)]
    [Description("The page, from 1.")]
    public long Page { get; init; }

    [Range(1, 100)]
    [DefaultValue(50)]
    [Description("How many records a page has.")]
    public long PerPage { get; init; }
}

/// <summary>The parameters that most lists take beside their own filters, as the reference describes them.</summary>
internal record ListParameters : PageParameters
{
    [Description("Records that were created after this moment.")]
    public DateTimeOffset? CreatedAfter { get; init; }

    [Description("Records that were created before this moment.")]
    public DateTimeOffset? CreatedBefore { get; init; }
}

/// <summary>The record that an operation is about, as the reference describes it; <see cref="RecordId"/> reads it.</summary>
internal record RecordParameters
{
    [Id]
    [Description("The id of the record.")]
    public required long Id { get; init; }
}

/// <summary>A page of what belongs to a record, as the reference describes it.</summary>
internal record RecordPageParameters : PageParameters
{
    [Id]
    [Description("The id of the record.")]
    public required long Id { get; init; }
}
