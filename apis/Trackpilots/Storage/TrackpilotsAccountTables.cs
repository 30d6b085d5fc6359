using Lintel.Shared;

namespace Lintel.Trackpilots.Storage;

/// <summary>The tables with records of accounts.</summary>
internal static class TrackpilotsAccountTables
{
    public static IReadOnlyList<AccountTable> All { get; } =
    [
        new("trackpilots.screenshot", "screenshots", "captured_at, employee, number", "application, full_url, thumbnail_url, image_url, idle")
        {
            Row = "number",
        },
        new("trackpilots.activity", "activities", "employee, starts_at", "ends_at, application, idle, title"),
        new("trackpilots.application", "applications", "number", "name, type, category, domain, icon_url, productivity"),
        new("trackpilots.membership", "memberships", "employee, position", "team_id"),
        new("trackpilots.employee", "employees", "number", "user_id, name, email, unique_url, picture_url, status, role_id, work_mode"),
        new("trackpilots.team", "teams", "team_id", "name"),
        new("trackpilots.role", "roles", "role_id", "position, name, data"),
        new("trackpilots.organisation", "organisations", "organisation_id"),
    ];
}
