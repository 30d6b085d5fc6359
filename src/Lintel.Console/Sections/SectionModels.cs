using System.Text.Json.Nodes;
using Lintel.Management;
using Lintel.Management.Accounts;

namespace Lintel.Console;

/// <summary>The list of a section.</summary>
internal sealed record SectionListModel(SectionPage Page, TableModel Table, IReadOnlyList<FormModel> Forms, FormAttempt? Attempt);

/// <summary>One record of a section.</summary>
internal sealed record SectionRecordModel(SectionPage Page, IReadOnlyList<TableModel> Tables, IReadOnlyList<FormModel> Forms, FormAttempt? Attempt);

/// <summary>The accounts of an API, to choose one from.</summary>
internal sealed record SectionAccountsModel(SectionPage Page, Page<AccountShape> Accounts);

/// <summary>A list of records.</summary>
internal sealed record TableModel(SectionPage Page, SectionTable Table, SectionRows Rows)
{
    /// <summary>The form that each row has; null for none.</summary>
    public SectionForm? RowForm => Page.Record is null ? Page.Offered.FirstOrDefault(form => form.IsOfRow) : null;

    /// <summary>The page of a row; null where it has none.</summary>
    public string? LinkOf(JsonObject row) => Table.LeadsTo is { } section && SectionValues.Text(row, Table.Id) is { } id ? Page.AddressOf(section, id) : null;
}

/// <summary>The values that are shown this once after a form was sent.</summary>
internal sealed record RevealModel(SectionPage Page, FormAttempt? Attempt)
{
    /// <summary>The values of a member, or the links that they belong to.</summary>
    public string TextOf(JsonObject answer, SectionColumn column)
    {
        var (address, texts) = (Page.Call.Address, SectionValues.Texts(answer, column.Member));
        return string.Join(
            '\n',
            column.Page is { } page ? texts.Select(text => address.Origin.Address + address.Href(page) + Uri.EscapeDataString(text)) : texts);
    }
}

/// <summary>A value of a record under its column.</summary>
internal sealed record ValueModel(SectionColumn Column, JsonObject Record, DateTimeOffset Now);

/// <summary>A form.</summary>
/// <param name="Page">The page.</param>
/// <param name="Form">The form.</param>
/// <param name="Attempt">How it ended when it was sent; null where it was not.</param>
/// <param name="Options">What its fields are chosen from, by the members of the body.</param>
internal sealed record FormModel(
    SectionPage Page,
    SectionForm Form,
    FormAttempt? Attempt,
    IReadOnlyDictionary<string, SectionOptionList> Options)
{
    // What was done is not there to be done again.
    private ConsoleForm? Typed => Attempt is { Problem: not null } failed ? failed.Sent : null;

    /// <summary>The id of a field's element.</summary>
    public string IdOf(string member) => $"{Form.Name}-{member.Replace('.', '-')}";

    /// <summary>The fault of a field; null for none.</summary>
    public string? FaultOf(string member) => Attempt?.Problem?.Faults.FirstOrDefault(fault => fault.Name == member)?.Message;

    /// <summary>The texts that a field begins with: what was typed, or what the record has.</summary>
    public IReadOnlyList<string> TextsOf(SectionField field) =>
        field.Kind == SectionFieldKind.Secret ? []
        : Typed is { } typed && SectionBody.IsChanged(field, typed) ? TypedOf(field, typed)
        : PresentOf(field);

    /// <summary>The texts that the record has.</summary>
    public IReadOnlyList<string> PresentOf(SectionField field) => field.Present is { } member ? SectionValues.Texts(Page.Record, member) : [];

    private static IReadOnlyList<string> TypedOf(SectionField field, ConsoleForm typed) =>
        field.Kind == SectionFieldKind.Lines ? typed.Lines(SectionBody.NameOf(field)) : typed.Texts(SectionBody.NameOf(field));

    /// <summary>The first of the texts; empty for none.</summary>
    public string TextOf(SectionField field) => TextsOf(field) is [var first, ..] ? first : string.Empty;
}

/// <summary>A field of a form.</summary>
internal sealed record FieldModel(FormModel Form, SectionField Field)
{
    public string Id => Form.IdOf(Field.Member);

    public string? Fault => Form.FaultOf(Field.Member);

    public string Text => Form.TextOf(Field);

    public IReadOnlyList<string> Texts => Form.TextsOf(Field);

    /// <summary>The choices of the field, with what it has now.</summary>
    public IReadOnlyList<SectionOption> Options => Form.Options[Field.Member].With(Texts);

    /// <summary>true if there is more to choose from than is shown.</summary>
    public bool IsCut => Form.Options[Field.Member].IsCut;

    /// <summary>The ids of the elements that describe the field; null for none.</summary>
    public string? DescribedBy => (Hint, Fault) switch
    {
        (null, null) => null,
        (_, null) => HintId,
        (null, _) => FaultId,
        _ => $"{HintId} {FaultId}",
    };

    /// <summary>The sentences below the label; null for none.</summary>
    public string? Hint => Hints.Any() ? string.Join(' ', Hints) : null;

    public string HintId => Id + "-hint";

    public string FaultId => Id + "-fault";

    /// <summary>The text that the field begins with, as it is sent when nobody changes it; null where that is not known.</summary>
    public string? Shown => Field is { Present: not null, Kind: not SectionFieldKind.Secret } && Form.Page.Record is not null
        ? Field.Kind == SectionFieldKind.Toggle ? IsTrue(Present) ? "true" : string.Empty
            : Field.Kind is SectionFieldKind.Lines or SectionFieldKind.Choices ? string.Join('\n', Form.PresentOf(Field))
            : Present
        : null;

    /// <summary>true if a switch is on.</summary>
    public bool IsOn => IsTrue(Text);

    /// <summary>Tells whether an option is chosen.</summary>
    public bool Has(string option) => Texts.Contains(option);

    private IEnumerable<string> Hints =>
        new[] { IsOptional ? "Optional." : null, Field.Hint, IsCut ? $"The first {Options.Count} are listed." : null }.OfType<string>();

    // Of lists and switches none and no are answers.
    private bool IsOptional => !Field.IsRequired && Field.Kind is not (SectionFieldKind.Toggle or SectionFieldKind.Lines or SectionFieldKind.Choices);

    private string Present => Form.PresentOf(Field) is [var first, ..] ? first : string.Empty;

    private static bool IsTrue(string text) => text is not ("" or "no");
}
