namespace Lintel.HttpTests.Panel;

/// <summary>A request that is good but for its application.</summary>
internal sealed record ApplicationRequest(string Method, string Path, string Query = "", object? Body = null)
{
    public string For(string application) => $"{Path}?applicationId={application}{Query}";

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>A good request for each route that names an application.</summary>
internal static class ApplicationRoutes
{
    private static readonly object Settings = new
    {
        levels = Array.Empty<string>(),
        requiresLicense = false,
        credentialsType = "login_password",
        requiresClientId = false
    };
    private static readonly object Variable = new { name = "motd", description = (string?)null, value = "x", strategy = "auth_required" };

    public static IReadOnlyList<ApplicationRequest> All { get; } =
    [
        new("GET", "/get-application-settings"),
        new("PATCH", "/edit-application-settings", Body: new { name = "Renamed" }),
        new("POST", "/create-application-license-levels", Body: new { levels = new[] { "gold" } }),
        new("DELETE", "/delete-application-license-level", "&level=gold"),
        new("PATCH", "/update-api-keys", Body: new { keys = new[] { "httpKey" } }),
        new("DELETE", "/delete-application"),
        new("GET", "/get-licenses-metadata"),
        new("GET", "/get-licenses-table", "&currentPage=1"),
        new("POST", "/create-licenses", Body: new { amount = 1, duration = "1d", levels = Array.Empty<string>(), requiresClientId = false }),
        new("PATCH", "/edit-license", "&licenseId=1", new { comment = "x" }),
        new("POST", "/license-action", Body: new { licenseId = "1", action = "pause" }),
        new("GET", "/get-users-metadata"),
        new("GET", "/get-users-table", "&currentPage=1"),
        new("POST", "/create-user", Body: new { login = "somebody", password = "a good password", applicationUserSettings = Settings }),
        new("PATCH", "/edit-user", "&userId=1", new { comment = "x" }),
        new("POST", "/user-action", Body: new { userId = "1", action = "delete" }),
        new("GET", "/get-blacklists-metadata"),
        new("GET", "/get-blacklists-table", "&currentPage=1"),
        new("POST", "/create-blacklist", Body: new { clientId = "c" }),
        new("PATCH", "/edit-blacklist", "&blacklistId=1", new { comment = "x" }),
        new("POST", "/blacklist-action", Body: new { blacklistId = "1", action = "delete" }),
        new("GET", "/get-variables"),
        new("POST", "/create-variable", Body: Variable),
        new("PATCH", "/edit-variable", "&variableId=1", Variable),
        new("DELETE", "/delete-variable", "&variableId=1"),
    ];
}
