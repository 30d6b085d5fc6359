namespace Lintel.Management;

/// <summary>A member of records that a section of the console shows.</summary>
/// <param name="member">The member's name; dots lead into objects and lists, such as <c>teams.name</c>.</param>
/// <param name="title">The title of the column.</param>
public sealed class SectionColumn(string member, string title)
{
    /// <summary>The member's name.</summary>
    public string Member { get; } = member;

    /// <summary>The title of the column.</summary>
    public string Title { get; } = title;

    /// <summary>The way in which values are shown.</summary>
    /// <value>The default is <see cref="SectionColumnKind.Text"/>.</value>
    public SectionColumnKind Kind { get; init; }

    /// <summary>The page of the console that the value is the query's end of, such as <c>/sign-in?token=</c>; null for a value that stands alone.</summary>
    internal string? Page { get; init; }
}

/// <summary>The ways in which a value is shown. Numbers are aligned at the right whatever the column says.</summary>
public enum SectionColumnKind
{
    /// <summary>As text; a list with commas between its items.</summary>
    Text,

    /// <summary>In a fixed-width font, such as an id.</summary>
    Code,

    /// <summary>A moment in RFC 3339, shown absolute and relative.</summary>
    Moment,
}
