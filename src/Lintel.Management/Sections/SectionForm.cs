namespace Lintel.Management;

/// <summary>A form in a section of the console, whose fields become the JSON body of a call of the management API.</summary>
public sealed class SectionForm
{
    /// <summary>The word by which the form is known on its page, such as <c>add</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The text of its heading and of its button, such as <c>Add a website</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The method of the call, such as <c>POST</c>.</summary>
    public required string Method { get; init; }

    /// <summary>
    /// The path of the call, with the parameters that <see cref="SectionTable.Path"/> has. A field whose member it names in braces is put there in place of the
    /// body.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>The scope of the call. Those who lack it see the page without the form.</summary>
    public required string Scope { get; init; }

    /// <summary>The sentence that says that it was done, such as <c>The website was added.</c></summary>
    public required string Done { get; init; }

    /// <summary>
    /// The fields. Where there are none, no body is sent. A form of the method PATCH sends those that were changed, so that what others have changed since
    /// stays.
    /// </summary>
    public IReadOnlyList<SectionField> Fields { get; init; } = [];

    /// <summary>
    /// The sentence that says what will happen, for a form that destroys something: the record's name is then asked for first. null for a form that is sent at
    /// once.
    /// </summary>
    public string? Warning { get; init; }

    /// <summary>
    /// The member of the record that counts its changes, such as <c>version</c>. It is sent back under the same name, so that the call can refuse a change of
    /// what somebody else has changed since the form was opened. null for a record that counts none.
    /// </summary>
    public string? Version { get; init; }

    /// <summary>true if the record is gone when the call has succeeded, so that the list is shown next.</summary>
    public bool Removes { get; init; }

    /// <summary>The state of the record in which the form is offered; null for any.</summary>
    public SectionCondition? When { get; init; }

    /// <summary>The members of the answer that are shown this once, such as a secret.</summary>
    public IReadOnlyList<SectionColumn> Reveals { get; init; } = [];

    /// <summary>true for a form with one field, the id of a row, that each row of the list has.</summary>
    internal bool IsOfRow { get; init; }
}

/// <summary>A state of a record.</summary>
/// <param name="member">The member that is looked at.</param>
/// <param name="values">The texts that it may have.</param>
public sealed class SectionCondition(string member, params IReadOnlyList<string> values)
{
    /// <summary>The member that is looked at.</summary>
    public string Member { get; } = member;

    /// <summary>The texts that it may have.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}
