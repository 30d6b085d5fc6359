using System.Net.Http.Headers;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Trackpilots;

namespace Lintel.HttpTests.Seams;

/// <summary>The trackpilots API: all ids are in bodies, and reports take them as filters.</summary>
internal static class TrackpilotsSeams
{
    private const string People = """
        "timeZone":"Europe/Oslo","userId":["<employee?>"],"teamId":["<team?>"]
        """;

    private const string Range = $$"""{"startDate":"2026-03-10 00:00:00","endDate":"2026-03-11 23:59:59",{{People}}}""";

    private static readonly Recipe[] Report = [new(Body: Range)];

    public static SeamApi Api { get; } = new()
    {
        MakeTenantAsync = TrackpilotsTenant.MakeAsync,
        StoreFiles = ["trackpilots.db"],
        NoRecords = new Dictionary<string, string> { ["emailId"] = "an email address" },
        Recipes = new Dictionary<string, Recipe[]>
        {
            ["trackpilots.roles.add"] = [new(Body: """{"roleName":"<new>"}""")],
            ["trackpilots.roles.update"] = [new(Body: """{"roleId":"<role>","roleName":"<new>"}""")],
            ["trackpilots.roles.remove"] = [new(Body: """{"roleId":"<role>"}""")],
            ["trackpilots.employees.add"] =
                [new(
                    Body: """{"userName":"Ada","emailId":"<new>@brook.test","password":"Correct-Horse-7","roleId":"<role>","teamId":["<team>"],"workMode":"remote"}""")],
            ["trackpilots.employees.update"] =
                [new(Body: """{"userId":"<employee>","userName":"Ada","roleId":"<role>","teamId":["<team>"],"workMode":"remote"}""")],
            ["trackpilots.employees.filter"] = [new(Body: """{"userId":["<employee?>"]}""")],
            ["trackpilots.my-team"] = [new(Body: $"{{{People}}}")],
            ["trackpilots.work-summary"] = Report,
            ["trackpilots.productivity-analysis"] = Report,
            ["trackpilots.work-time-analysis"] = Report,
            ["trackpilots.weekly-summary"] = Report,
            ["trackpilots.recent-screenshots"] = [new(Body: $"{{{People}}}")],
            ["trackpilots.timesheet"] = Report,
            ["trackpilots.timeline"] = Report,
            ["trackpilots.app-usage"] = Report,
            ["trackpilots.screenshots"] = Report,
        },
    };

    private sealed class TrackpilotsTenant(Organisation organisation) : Tenant
    {
        private string? _team;
        private string? _employee;
        private int _serial;

        public static async Task<Tenant> MakeAsync(LintelHost host) => new TrackpilotsTenant(await Organisation.MakeAsync(host));

        public override Task SignAsync(HttpRequestMessage request, Operation operation)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", organisation.Key);
            return Task.CompletedTask;
        }

        public override string Nobodys(string kind) => "00000000-0000-4000-8000-000000000000";

        public override async Task<string> MakeAsync(string kind, Scene scene) => kind switch
        {
            "role" => (string)(await organisation.ReadAsync("POST", "/access-management", new { roleName = $"Role {++_serial}" }))["data"]!["roleId"]!,
            "team" => _team ??= await organisation.AddTeamAsync("Team"),

            // One, because hashing a password takes time, and nobody is removed.
            "employee" => _employee ??= await EmployeeAsync(await scene.IdAsync("team")),
            _ => throw new InvalidOperationException($"Nobody makes a {kind}."),
        };

        /// <summary>Somebody who worked, so that a report about them is not empty by itself.</summary>
        private async Task<string> EmployeeAsync(string team)
        {
            var id = await organisation.AddEmployeeAsync("Ada", $"ada@{organisation.AccountId.ToLowerInvariant().Replace('_', '-')}.test", team);
            await organisation.TrackAsync(
                id,
                "2026-03-11T08:00:00Z",
                "2026-03-11T09:00:00Z",
                new { name = "Editor", type = "application", productivityStatus = "productive" });
            return id;
        }
    }
}
