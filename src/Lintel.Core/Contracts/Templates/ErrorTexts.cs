namespace Lintel.Contracts;

/// <summary>The texts of a definition that an envelope shows.</summary>
/// <param name="Code">The code.</param>
/// <param name="Status">The status.</param>
/// <param name="Title">The title.</param>
/// <param name="Type">The path of the definition's page, below that of the reference.</param>
/// <param name="Messages">The message and its variants.</param>
/// <param name="Details">The details.</param>
/// <param name="FieldErrors">The form and the words of field errors.</param>
/// <param name="RetryAfter">The constant wait, or null.</param>
internal sealed record ErrorTexts(
    CodeText Code,
    int Status,
    string Title,
    string Type,
    ErrorMessages Messages,
    DetailsShape Details,
    FieldErrorFormat FieldErrors,
    int? RetryAfter)
{
    /// <summary>The address of the definition's documentation outside the reference pages; null for none.</summary>
    public string? Docs { get; init; }

    /// <summary>The values of the members that the contract declares; those without a value are not in it.</summary>
    public IReadOnlyDictionary<string, object> Members { get; init; } = new Dictionary<string, object>();

    /// <summary>The names of the arguments that the definition may be given; null where they are not known and any may.</summary>
    public IReadOnlyCollection<string>? Arguments { get; init; }

    /// <summary>The same texts for another status; a title that is the reason phrase follows the status.</summary>
    public ErrorTexts WithStatus(int status) => this with
    {
        Status = status,
        Title = string.Equals(Title, ReasonPhrases.Of(Status), StringComparison.Ordinal) ? ReasonPhrases.TitleOf(status) : Title,
    };
}
