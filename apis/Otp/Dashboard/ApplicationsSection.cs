using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>The applications of each account, with their OTP requests and webhooks.</summary>
internal sealed class ApplicationsSection : IConsoleSection
{
    private const string One = "/otp/applications/{id}";

    public string Name => "otp-applications";

    public string Title => "Applications";

    public string Api => OtpModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = "/otp/accounts/{account}/applications",
        LeadsTo = "otp-applications",
        Columns =
        [
            new("name", "Application"), new("environment", "Environment"), new("status", "Status"),
            new("projectId", "Project") { Kind = SectionColumnKind.Code }, new("createdAt", "Created") { Kind = SectionColumnKind.Moment },
        ],
        Empty = "The account has no applications yet. Add one on the page of a project.",
    };

    public IReadOnlyList<SectionForm> Forms => [];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "name",
        Facts =
        [
            new("id", "Id") { Kind = SectionColumnKind.Code }, new("projectId", "Project") { Kind = SectionColumnKind.Code }, new("environment", "Environment"),
            new("status", "Status"), new("suspendedBy", "Suspended by its owner or the platform"),
            new("createdAt", "Created") { Kind = SectionColumnKind.Moment },
        ],
        Tables = [Requests(), Webhooks()],
        Forms = [Suspension(), Resumption(), Move(), Deletion()],
    };

    private static SectionTable Requests() => new()
    {
        Title = "OTP requests",
        Path = $"{One}/otp-requests",
        Columns =
        [
            new("createdAt", "Sent") { Kind = SectionColumnKind.Moment }, new("phoneNumber", "To"), new("purpose", "Purpose"), new("status", "Status"),
            new("attemptsRemaining", "Attempts left"), new("id", "Id") { Kind = SectionColumnKind.Code },
        ],
        Empty = "The application has sent no codes.",
    };

    private static SectionTable Webhooks() => new()
    {
        Title = "Webhooks",
        Path = $"{One}/webhooks",
        Columns =
        [
            new("url", "URL"), new("events", "Events"), new("enabled", "Enabled"), new("disabledReason", "Why not"),
            new("id", "Id") { Kind = SectionColumnKind.Code },
        ],
        Empty = "The application has no webhooks.",
    };

    private static SectionForm Suspension() => new()
    {
        Name = "suspend",
        Title = "Suspend the application",
        Method = "POST",
        Path = $"{One}/suspend",
        Scope = AccountOperations.Scope,
        Done = "The application is suspended. Its next request is refused with FORBIDDEN.",
        Warning = "Its requests are refused with FORBIDDEN until it is resumed here; its owner cannot resume it.",
        When = new("status", "active"),
    };

    private static SectionForm Resumption() => new()
    {
        Name = "resume",
        Title = "Resume the application",
        Method = "POST",
        Path = $"{One}/resume",
        Scope = AccountOperations.Scope,
        Done = "The application is active. Its next request passes with the same credentials.",
        When = new("status", "suspended"),
    };

    private static SectionForm Move() => new()
    {
        Name = "move",
        Title = "Rename or move the application",
        Method = "PATCH",
        Path = One,
        Scope = AccountOperations.Scope,
        Done = "The application was changed.",
        Fields =
        [
            new("name", "Name") { IsRequired = true, Present = "name" },
            new("projectId", "Project")
            {
                Kind = SectionFieldKind.Choice,
                IsRequired = true,
                Present = "projectId",
                ChoicesFrom = new("/otp/accounts/{account}/projects", "id", "name"),
            },
        ],
    };

    private static SectionForm Deletion() => new()
    {
        Name = "delete",
        Title = "Delete the application",
        Method = "DELETE",
        Path = One,
        Scope = AccountOperations.Scope,
        Done = "The application was deleted.",
        Warning = "Its credentials are refused at once, and its webhooks go with it.",
        Removes = true,
    };
}
