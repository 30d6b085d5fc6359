using System.Security.Cryptography;
using System.Text;

namespace Lintel.Trackpilots.Demo;

/// <summary>The teams and people of the demo organisation.</summary>
internal static class DemoPeople
{
    public const string AccountId = "acct_trackpilots_active";

    private const string Mail = "brightfell.example";

    public static IReadOnlyList<DemoTeam> Teams { get; } =
    [
        new("Engineering"),
        new("Design"),
        new("Customer Support"),
        new("Sales"),
    ];

    public static IReadOnlyList<DemoPerson> All { get; } =
    [
        new("Mira Olsen", Teams[0], "Manager", "hybrid", StartsAt: 8 * 60),
        new("Tomasz Zielinski", Teams[0], "No Access", "remote", StartsAt: 9 * 60),
        new("Anjali Rao", Teams[0], "No Access", "remote", StartsAt: (7 * 60) + 30),
        new("Henrik Dahl", Teams[0], "No Access", "office", StartsAt: (8 * 60) + 30),
        new("Lucia Ferrer", Teams[1], "Manager", "hybrid", StartsAt: (9 * 60) + 30),
        new("Jonas Weber", Teams[1], "No Access", "remote", StartsAt: 10 * 60),
        new("Grace Mwangi", Teams[2], "Manager Head", "office", StartsAt: 8 * 60),
        new("Oskar Lindgren", Teams[2], "No Access", "remote", StartsAt: 14 * 60) { WorksWeekends = true },
        new("Nadia Haddad", Teams[2], "No Access", "remote", StartsAt: 22 * 60) { WorksWeekends = true },
        new("Peter Novak", Teams[3], "Manager", "office", StartsAt: (8 * 60) + 15),
        new("Camille Laurent", Teams[3], "No Access", "hybrid", StartsAt: 9 * 60),
        new("Ruth Adeyemi", Teams[3], "Admin", "hybrid", StartsAt: (7 * 60) + 45),
    ];

    /// <summary>The address of a person.</summary>
    public static string MailOf(DemoPerson person) => $"{person.Name.ToLowerInvariant().Replace(' ', '.')}@{Mail}";

    /// <summary>An id that is the same on every machine and every start.</summary>
    public static Guid IdOf(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes("trackpilots demo " + name))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>A team of the demo organisation.</summary>
internal sealed record DemoTeam(string Name)
{
    public Guid Id { get; } = DemoPeople.IdOf("team " + Name);
}

/// <summary>A person of the demo organisation.</summary>
/// <param name="Name">The name.</param>
/// <param name="Team">The team.</param>
/// <param name="Role">The name of one of the default roles.</param>
/// <param name="WorkMode">The work mode.</param>
/// <param name="StartsAt">The minute of the day, on the wall clock, at which work usually begins.</param>
internal sealed record DemoPerson(string Name, DemoTeam Team, string Role, string WorkMode, int StartsAt)
{
    public Guid Id { get; } = DemoPeople.IdOf("user " + Name);

    public bool WorksWeekends { get; init; }
}
