using Lintel.Management;
using Lintel.Shared;
using Lintel.Trackpilots.Employees;

namespace Lintel.Trackpilots.Dashboard;

/// <summary>The employees of each organisation.</summary>
internal sealed class EmployeesSection : IConsoleSection
{
    private const string Root = "/trackpilots/accounts/{account}";

    public string Name => "trackpilots-employees";

    public string Title => "Employees";

    public string Api => TrackpilotsModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = $"{Root}/employees",
        Id = "userId",
        Columns =
        [
            new("userName", "Name"), new("emailId", "Email address"), new("roleName", "Role"), new("teamId.teamName", "Teams"), new("workMode", "Works"),
            new("userId", "Id") { Kind = SectionColumnKind.Code },
        ],
        Empty = "The organisation has no employees yet. Add the first one below.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "add",
            Title = "Add an employee",
            Method = "POST",
            Path = $"{Root}/employees",
            Scope = AccountOperations.Scope,
            Done = "The employee was added.",
            Fields =
            [
                new("userName", "Name") { IsRequired = true },
                new("emailId", "Email address") { IsRequired = true },
                new("password", "Password")
                {
                    Kind = SectionFieldKind.Secret,
                    IsRequired = true,
                    Hint = "A small letter, a capital letter, a digit and another character; none of the most common ones.",
                },
                new("roleId", "Role") { Kind = SectionFieldKind.Choice, IsRequired = true, ChoicesFrom = new($"{Root}/roles", "roleId", "roleName") },
                new("teamId", "Teams") { Kind = SectionFieldKind.Choices, IsRequired = true, ChoicesFrom = new($"{Root}/teams", "teamId", "teamName") },
                new("workMode", "Works") { Kind = SectionFieldKind.Choice, IsRequired = true, Choices = WorkMode.All },
            ],
        },
        new()
        {
            Name = "add-team",
            Title = "Add a team",
            Method = "POST",
            Path = $"{Root}/teams",
            Scope = AccountOperations.Scope,
            Done = "The team was added.",
            Fields = [new("teamName", "Name of the team") { IsRequired = true }],
        },
    ];

    public SectionRecord? Record => null;
}
