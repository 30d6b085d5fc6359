namespace Lintel.Management;

/// <summary>A field of a form in a section of the console.</summary>
/// <param name="member">The member of the body that it fills, under which the management API reports its faults.</param>
/// <param name="title">The label.</param>
public sealed class SectionField(string member, string title)
{
    /// <summary>The member of the body.</summary>
    public string Member { get; } = member;

    /// <summary>The label.</summary>
    public string Title { get; } = title;

    /// <summary>The kind of the field.</summary>
    /// <value>The default is <see cref="SectionFieldKind.Text"/>.</value>
    public SectionFieldKind Kind { get; init; }

    /// <summary>A sentence below the label; null for none.</summary>
    public string? Hint { get; init; }

    /// <summary>
    /// true if the form is not sent without it; a list is then sent although it is empty. An optional field that is empty is left out of the body, or sent as
    /// null where it had a value before.
    /// </summary>
    public bool IsRequired { get; init; }

    /// <summary>The member of the record with the present value, which the field begins with; null to begin empty.</summary>
    public string? Present { get; init; }

    /// <summary>The values to choose from, for a choice. The first one is chosen where a required field has none.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>true if the values to choose from are the scopes of whoever has signed in.</summary>
    internal bool IsOfOwnScopes { get; init; }

    /// <summary>The list to choose from in place of <see cref="Choices"/>; null for none.</summary>
    public SectionChoices? ChoicesFrom { get; init; }
}

/// <summary>The kinds of fields.</summary>
public enum SectionFieldKind
{
    /// <summary>A line of text.</summary>
    Text,

    /// <summary>A text that is not shown while it is typed, and never filled in again.</summary>
    Secret,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A list of texts, one on each line.</summary>
    Lines,

    /// <summary>One of the choices.</summary>
    Choice,

    /// <summary>A list of some of the choices.</summary>
    Choices,

    /// <summary>Yes or no, sent as true or false.</summary>
    Toggle,
}

/// <summary>A list of the management API that a field's values are chosen from.</summary>
/// <param name="path">The path of the call, as of <see cref="SectionTable.Path"/>.</param>
/// <param name="value">The member that is sent.</param>
/// <param name="title">The member that is shown.</param>
public sealed class SectionChoices(string path, string value, string title)
{
    /// <summary>The path of the call.</summary>
    public string Path { get; } = path;

    /// <summary>The member that is sent.</summary>
    public string Value { get; } = value;

    /// <summary>The member that is shown.</summary>
    public string Title { get; } = title;
}
