using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Otp;

/// <summary>The projects of each account with their applications.</summary>
internal sealed class ProjectsSection : IConsoleSection
{
    private const string One = "/otp/projects/{id}";
    private const string OfOneAccount = "/otp/accounts/{account}/projects";

    public string Name => "otp-projects";

    public string Title => "Projects";

    public string Api => OtpModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = OfOneAccount,
        LeadsTo = "otp-projects",
        Columns = [new("name", "Project"), new("applicationCount", "Applications"), new("id", "Id") { Kind = SectionColumnKind.Code }, Created],
        Empty = "The account has no projects yet. Add the first one below.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "add",
            Title = "Add a project",
            Method = "POST",
            Path = OfOneAccount,
            Scope = AccountOperations.Scope,
            Done = "The project was added.",
            Fields = [new("name", "Name") { IsRequired = true }, new("description", "Description")],
        },
    ];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "name",
        Facts =
        [
            new("id", "Id") { Kind = SectionColumnKind.Code }, new("description", "Description"), Created,
            new("updatedAt", "Changed") { Kind = SectionColumnKind.Moment },
        ],
        Tables =
        [
            new()
            {
                Title = "Applications",
                Path = $"{One}/applications",
                LeadsTo = "otp-applications",
                Columns = [new("name", "Application"), new("environment", "Environment"), new("status", "Status"), Created],
                Empty = "The project has no applications.",
            },
        ],
        Forms = [NewApplication(), Deletion()],
    };

    private static SectionColumn Created => new("createdAt", "Created") { Kind = SectionColumnKind.Moment };

    private static SectionForm NewApplication() => new()
    {
        Name = "add-application",
        Title = "Add an application",
        Method = "POST",
        Path = $"{One}/applications",
        Scope = AccountOperations.Scope,
        Done = "The application was added. Client ID, client secret and API key belong together.",
        Fields =
        [
            new("name", "Name") { IsRequired = true },
            new("environment", "Environment") { Kind = SectionFieldKind.Choice, IsRequired = true, Choices = Environments.All },
        ],
        Reveals = [new("credentials.clientId", "Client ID"), new("credentials.clientSecret", "Client secret"), new("credentials.apiKey", "API key")],
    };

    private static SectionForm Deletion() => new()
    {
        Name = "delete",
        Title = "Delete the project",
        Method = "DELETE",
        Path = One,
        Scope = AccountOperations.Scope,
        Done = "The project was deleted.",
        Warning = "The project is gone for good. Its applications are deleted or moved first.",
        Removes = true,
    };
}
