using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Panel;

/// <summary>A license: its state, and what is done with it. The applications of an account lead to it.</summary>
internal sealed class LicensesSection : IConsoleSection
{
    private const string One = "/panel/licenses/{id}";

    private static readonly SectionColumn Status = new("applicationLicenseSettings.status", "Status");

    private static readonly SectionColumn Ends = new("expiresAt", "Ends") { Kind = SectionColumnKind.Moment };

    public string Name => "panel-licenses";

    public string Title => "Licenses";

    public string Api => PanelModule.Api;

    public string Scope => AccountOperations.ReadScope;

    /// <summary>The columns of lists of licenses.</summary>
    public static IReadOnlyList<SectionColumn> Columns { get; } =
        [new("license", "License") { Kind = SectionColumnKind.Code }, Status, Ends, new("comment", "Comment")];

    public SectionTable List { get; } = new()
    {
        Path = "/panel/accounts/{account}/applications",
        LeadsTo = "panel-applications",
        Columns = [new("name", "Application"), new("id", "Id") { Kind = SectionColumnKind.Code }],
        Empty = "The account has no applications, and so no licenses.",
    };

    public IReadOnlyList<SectionForm> Forms => [];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "license",
        Facts =
        [
            new("id", "Id") { Kind = SectionColumnKind.Code }, new("applicationId", "Application") { Kind = SectionColumnKind.Code }, Status, Ends,
            new("clientId", "Machine"), new("ipAddress", "Address"), new("comment", "Comment"), new("createdAt", "Created") { Kind = SectionColumnKind.Moment },
        ],
        Forms =
        [
            new()
            {
                Name = "act",
                Title = "Change the license",
                Method = "POST",
                Path = $"{One}/action",
                Scope = AccountOperations.Scope,
                Done = "The license was changed.",
                Fields =
                [
                    new("action", "Action")
                    {
                        Kind = SectionFieldKind.Choice,
                        IsRequired = true,
                        Choices = [LicenseActions.Pause, LicenseActions.Resume, LicenseActions.Extend, LicenseActions.Reset, LicenseActions.Blacklist],
                    },
                    new("duration", "Duration") { Hint = "For an extension, such as 30d." },
                ],
            },
        ],
    };
}
