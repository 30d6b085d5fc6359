using Lintel.Management;
using Lintel.Shared;

namespace Lintel.Pixel;

/// <summary>The websites of each account.</summary>
internal sealed class WebsitesSection : IConsoleSection
{
    private const string One = "/pixel/websites/{id}";
    private const string OfOneAccount = "/pixel/accounts/{account}/websites";

    public string Name => "pixel-websites";

    public string Title => "Websites";

    public string Api => PixelModule.Api;

    public string Scope => AccountOperations.ReadScope;

    public SectionTable List { get; } = new()
    {
        Path = OfOneAccount,
        LeadsTo = "pixel-websites",
        Columns = [new("domain", "Domain"), new("name", "Name"), new("id", "Id") { Kind = SectionColumnKind.Code }, Created],
        Empty = "The account has no websites yet. Add the first one below; metrics are empty until its first event.",
    };

    public IReadOnlyList<SectionForm> Forms { get; } =
    [
        new()
        {
            Name = "add",
            Title = "Add a website",
            Method = "POST",
            Path = OfOneAccount,
            Scope = AccountOperations.Scope,
            Done = "The website was added.",
            Fields = [new("domain", "Domain") { IsRequired = true, Hint = "Such as www.brook.example." }, new("name", "Name") { IsRequired = true }],
        },
    ];

    public SectionRecord Record { get; } = new()
    {
        Path = One,
        Name = "domain",
        Facts = [new("id", "Id") { Kind = SectionColumnKind.Code }, new("name", "Name"), Created],
        Forms =
        [
            new()
            {
                Name = "add-goal",
                Title = "Add a goal",
                Method = "POST",
                Path = $"{One}/goals",
                Scope = AccountOperations.Scope,
                Done = "The goal was added.",
                Fields = [new("name", "Name of the goal") { IsRequired = true }, new("selector", "Selector") { IsRequired = true, Hint = "Such as #sign-up." }],
            },
            new()
            {
                Name = "delete",
                Title = "Delete the website",
                Method = "DELETE",
                Path = One,
                Scope = AccountOperations.Scope,
                Done = "The website was deleted.",
                Warning = "Its goals, alerts, reports and share links go with it, and its events are refused from then on.",
                Removes = true,
            },
        ],
    };

    private static SectionColumn Created => new("createdAt", "Created") { Kind = SectionColumnKind.Moment };
}
