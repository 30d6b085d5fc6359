using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>The applications of each account, with their licenses.</summary>
internal sealed class ApplicationsSection : IConsoleSection
{
    private const string One = "/panel/applications/{id}";
    private const string OfOneAccount = "/panel/accounts/{account}/applications";

    public string Name => "panel-applications";

    public string Title => "Applications";

    public string Api => PanelModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = OfOneAccount,
        LeadsTo = "panel-applications",
        Columns =
        [
            new("name", "Application"), new("id", "Id") { Kind = SectionColumnKind.Code }, new("requiresClientId", "Bound to machines"),
            new("credentialsType", "Signs in with"),
        ],
        Empty = "The account has no applications yet. Add the first one below.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "add",
            Title = "Add an application",
            Method = "POST",
            Path = OfOneAccount,
            Scope = AccountOperations.Scope,
            Done = "The application was added. Keys that are for all applications may use it at once.",
            Fields = [new("name", "Name") { IsRequired = true, Hint = "6 to 32 characters." }],
        },
    ];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "name",
        Facts =
        [
            new("id", "Id") { Kind = SectionColumnKind.Code }, new("requiresClientId", "Bound to machines"), new("credentialsType", "Signs in with"),
        ],
        Tables =
        [
            new()
            {
                Title = "Licenses",
                Path = $"{One}/licenses",
                LeadsTo = "panel-licenses",
                Columns = LicensesSection.Columns,
                Empty = "The application has no licenses.",
            },
        ],
        Forms = [NewLicenses()],
    };

    private static SectionForm NewLicenses() => new()
    {
        Name = "add-licenses",
        Title = "Make licenses",
        Method = "POST",
        Path = $"{One}/licenses",
        Scope = AccountOperations.Scope,
        Done = "The licenses were made.",
        Fields =
        [
            new("amount", "How many") { Kind = SectionFieldKind.Number, IsRequired = true },
            new("duration", "Duration") { IsRequired = true, Hint = "Such as 30d or 1h30m, from the first use." },
            new("levels", "Levels") { Kind = SectionFieldKind.Lines, IsRequired = true, Hint = "License levels of the application; none is fine." },
            new("requiresClientId", "Bound to the machine that first uses it") { Kind = SectionFieldKind.Toggle },
            new("comment", "Comment"),
        ],
        Reveals = [new("licenses", "Licenses")],
    };
}
