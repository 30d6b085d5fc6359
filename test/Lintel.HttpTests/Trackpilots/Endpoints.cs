namespace Lintel.HttpTests.Trackpilots;

/// <summary>The 17 endpoints of the reference.</summary>
internal static class Endpoints
{
    public static IReadOnlyList<(string Method, string Path)> All { get; } =
    [
        ("POST", "/my-team"),
        ("POST", "/dashboard/work-summary"),
        ("POST", "/dashboard/productivity-analysis"),
        ("POST", "/dashboard/work-time-analysis"),
        ("POST", "/dashboard/weekly-summary"),
        ("POST", "/dashboard/recent-screenshot"),
        ("POST", "/proof-of-work/timesheet"),
        ("POST", "/proof-of-work/timeline"),
        ("POST", "/proof-of-work/screenshot"),
        ("POST", "/proof-of-work/app-usage/work-summary"),
        ("GET", "/access-management"),
        ("POST", "/access-management"),
        ("PATCH", "/access-management"),
        ("DELETE", "/access-management"),
        ("POST", "/employees"),
        ("PATCH", "/employees"),
        ("POST", "/employees/filter"),
    ];
}
