namespace Lintel.Management;

/// <summary>The page of one record in a section of the console.</summary>
public sealed class SectionRecord
{
    /// <summary>The path of the call that answers the record, such as <c>/shop/orders/{id}</c>.</summary>
    public required string Path { get; init; }

    /// <summary>The member with the record's name, which is the page's title and what is typed before it is deleted.</summary>
    public required string Name { get; init; }

    /// <summary>The members that are shown.</summary>
    public required IReadOnlyList<SectionColumn> Facts { get; init; }

    /// <summary>Lists of what belongs to the record.</summary>
    public IReadOnlyList<SectionTable> Tables { get; init; } = [];

    /// <summary>The forms that change the record.</summary>
    public IReadOnlyList<SectionForm> Forms { get; init; } = [];
}
