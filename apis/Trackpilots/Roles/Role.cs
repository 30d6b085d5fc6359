using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace Lintel.Trackpilots.Roles;

/// <summary>An access role, as replies show it.</summary>
internal sealed record Role(string RoleId, string RoleName, IReadOnlyList<PageAccess> RoleData);

/// <summary>The role that was removed.</summary>
internal sealed record RoleReference(string RoleId);

/// <summary>What a role may see on one page of the dashboard.</summary>
internal sealed record PageAccess(
    [Description("The path of the page.")] string Path,
    [AllowedValues(AccessLevel.Full, AccessLevel.Team, AccessLevel.Own)] string Access);

/// <summary>The words for what a role may see.</summary>
internal static class AccessLevel
{
    public const string Full = "Full Access";
    public const string Team = "Team Data";
    public const string Own = "Own Data";

    public static IReadOnlyList<string> All { get; } = [Full, Team, Own];
}

/// <summary>The roles that every organisation begins with.</summary>
internal static class DefaultRoles
{
    public const string NoAccess = "No Access";

    public static IReadOnlyList<(string Name, IReadOnlyList<PageAccess> Data)> All { get; } =
    [
        ("Admin", Pages(AccessLevel.Full, AccessLevel.Full, AccessLevel.Full, AccessLevel.Full, AccessLevel.Full)),
        ("Manager", Pages(AccessLevel.Team, AccessLevel.Team, AccessLevel.Team, AccessLevel.Team, AccessLevel.Own)),
        ("Manager Head", Pages(AccessLevel.Full, AccessLevel.Full, AccessLevel.Team, AccessLevel.Team, AccessLevel.Team)),
        (NoAccess, []),
    ];

    private static PageAccess[] Pages(string home, string team, string analysis, string screenshots, string timesheet) =>
    [
        new("/", home),
        new("/my-team", team),
        new("/insights/productivity-analysis", analysis),
        new("/proof-of-work/screenshot", screenshots),
        new("/proof-of-work/timesheet", timesheet),
    ];
}
