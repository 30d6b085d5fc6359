using Lintel.Trackpilots.Activities;

namespace Lintel.Trackpilots.Demo;

/// <summary>What the demo people use.</summary>
internal static class DemoApplications
{
    public static IReadOnlyList<DemoApplication> Common { get; } =
    [
        Program("Slack", "Communication", ProductivityStatus.Productive, "#general", "#standup", "Direct message"),
        Program("Microsoft Outlook", "Communication", ProductivityStatus.Productive, "Inbox", "Calendar"),
        Site("Google Calendar", "calendar.google.com", "Planning", ProductivityStatus.Productive, "Week view"),
        Site("Wikipedia", "en.wikipedia.org", "Reference", ProductivityStatus.Neutral, "Daylight saving time", "Fjord"),
        Site("Google Search", "www.google.com", "Search", ProductivityStatus.Neutral, "Search results"),
        Site("BBC News", "www.bbc.com", "News", ProductivityStatus.Unproductive, "World news"),
        Site("YouTube", "www.youtube.com", "Entertainment", ProductivityStatus.Unproductive, "Lo-fi beats", "Conference talk"),
        Program("Files", "System", ProductivityStatus.Neutral, "Downloads", "Documents"),
    ];

    public static IReadOnlyDictionary<string, IReadOnlyList<DemoApplication>> OfTeam { get; } =
        new Dictionary<string, IReadOnlyList<DemoApplication>>(StringComparer.Ordinal)
        {
            ["Engineering"] =
        [
            Program("Visual Studio Code", "Developer Tools", ProductivityStatus.Productive, "Program.cs", "OrderService.cs", "README.md"),
            Program("Windows Terminal", "Developer Tools", ProductivityStatus.Productive, "dotnet test", "git log"),
            Site("GitHub", "github.com", "Developer Tools", ProductivityStatus.Productive, "Pull request 482", "Issues"),
            Site("Stack Overflow", "stackoverflow.com", "Developer Tools", ProductivityStatus.Neutral, "How to split a time range by day"),
        ],
            ["Design"] =
        [
            Site("Figma", "www.figma.com", "Design", ProductivityStatus.Productive, "Dashboard v3", "Icon set"),
            Program("Adobe Photoshop", "Design", ProductivityStatus.Productive, "hero-banner.psd"),
            Site("Dribbble", "dribbble.com", "Design", ProductivityStatus.Neutral, "Popular shots"),
        ],
            ["Customer Support"] =
        [
            Site("Zendesk", "brightfell.zendesk.com", "Customer Support", ProductivityStatus.Productive, "Ticket 20931", "Unassigned tickets"),
            Site("WhatsApp Web", "web.whatsapp.com", "Communication", ProductivityStatus.Neutral, "Chats"),
            Program("Zoom", "Communication", ProductivityStatus.Productive, "Customer call"),
        ],
            ["Sales"] =
        [
            Site("HubSpot", "app.hubspot.com", "Sales", ProductivityStatus.Productive, "Deals", "Contacts"),
            Site("LinkedIn", "www.linkedin.com", "Social", ProductivityStatus.Neutral, "Messaging", "Search people"),
            Program("Microsoft Excel", "Office", ProductivityStatus.Productive, "forecast.xlsx"),
        ],
        };

    private static DemoApplication Program(string name, string category, string productivity, params string[] titles) =>
        new(new Application(name, ApplicationType.Application, category, string.Empty, string.Empty, productivity), titles);

    private static DemoApplication Site(string name, string domain, string category, string productivity, params string[] titles) =>
        new(new Application(name, ApplicationType.Website, category, domain, string.Empty, productivity), titles);
}

/// <summary>An application with the titles of its windows.</summary>
internal sealed record DemoApplication(Application Application, IReadOnlyList<string> Titles);
