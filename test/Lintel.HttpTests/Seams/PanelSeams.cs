using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Seams;

/// <summary>The panel API: the query string names an application and one of its records, and bodies name others. Keys are for people with a session.</summary>
internal static class PanelSeams
{
    private const string Base = "/panel/api/v1/panel";

    private const string UserSettings = """
        "applicationUserSettings":{"levels":[],"requiresLicense":false,"credentialsType":"login_password","requiresClientId":false}
        """;

    public static SeamApi Api { get; } = new()
    {
        MakeTenantAsync = PanelTenant.MakeAsync,
        StoreFiles = ["panel.db", "lintel.db"],
        NoRecords = new Dictionary<string, string>
        {
            ["clientId"] = "a text that names the machine of an app's user, which nothing is looked up by",
            ["requiresClientId"] = "yes or no",
        },
        Recipes = new Dictionary<string, Recipe[]>
        {
            ["panel.settings.get"] = [new(Of("get-application-settings"))],
            ["panel.applications.create"] = [new(Body: """{"name":"Tool <new>"}""")],
            ["panel.settings.update"] = [new(Of("edit-application-settings"), """{"name":"Tool <new>"}""")],
            ["panel.levels.create"] = [new(Of("create-application-license-levels"), """{"levels":["<new>"]}""")],
            ["panel.levels.delete"] = [new(Of("delete-application-license-level") + "&level=<level>")],
            ["panel.runtime-keys.rotate"] = [new(Of("update-api-keys"), """{"keys":["httpKey"]}""")],
            ["panel.applications.delete"] = [new($"{Base}/delete-application?applicationId=<doomed>")],
            ["panel.licenses.count"] = [new(Of("get-licenses-metadata"))],
            ["panel.licenses.list"] = [new(Of("get-licenses-table") + "&currentPage=1")],
            ["panel.licenses.create"] = [new(Of("create-licenses"), """{"amount":2,"duration":"30d","levels":[],"requiresClientId":false}""")],
            ["panel.licenses.update"] = [new(Of("edit-license") + "&licenseId=<license>", """{"comment":"<new>"}""")],
            ["panel.licenses.act"] =
            [
                new(Of("license-action"), """{"licenseId":"<license>","action":"blacklist"}"""),
                new(Of("license-action"), """{"licenseId":"<license>","action":"link","userId":"<user>"}"""),
                new(Of("license-action"), """{"licenseId":"<license>","action":"delete"}"""),
                new($"{Base}/license-action?applicationId=<doomed>", """{"action":"delete_all"}"""),
            ],
            ["panel.users.count"] = [new(Of("get-users-metadata"))],
            ["panel.users.list"] = [new(Of("get-users-table") + "&currentPage=1")],
            ["panel.change-password"] = [new(Body: """{"currentPassword":"Correct-Horse-7","newPassword":"Correct-Horse-7"}""")],
            ["panel.users.create"] = [new(Of("create-user"), $$"""{"login":"u-<new>","password":"Correct-Horse-7",{{UserSettings}}}""")],
            ["panel.users.update"] = [new(Of("edit-user") + "&userId=<user>", """{"comment":"<new>"}""")],
            ["panel.users.act"] =
            [
                new(Of("user-action"), """{"userId":"<user>","action":"reset_client_id"}"""),
                new(Of("user-action"), """{"userId":"<user>","action":"link_license","licenseId":"<license>"}"""),
                new(Of("user-action"), """{"userId":"<goner>","action":"delete"}"""),
                new($"{Base}/user-action?applicationId=<doomed>", """{"action":"delete_all"}"""),
            ],
            ["panel.blacklists.count"] = [new(Of("get-blacklists-metadata"))],
            ["panel.blacklists.list"] = [new(Of("get-blacklists-table") + "&currentPage=1")],
            ["panel.blacklists.create"] = [new(Of("create-blacklist"), """{"clientId":"<new>"}""")],
            ["panel.blacklists.update"] = [new(Of("edit-blacklist") + "&blacklistId=<blacklist>", """{"comment":"<new>"}""")],
            ["panel.blacklists.act"] =
            [
                new(Of("blacklist-action"), """{"blacklistId":"<blacklist>","action":"delete"}"""),
                new($"{Base}/blacklist-action?applicationId=<doomed>", """{"action":"delete_all"}"""),
            ],
            ["panel.variables.list"] = [new(Of("get-variables"))],
            ["panel.variables.create"] = [new(
                Of("create-variable"),
                """{"name":"<new>-name","description":null,"value":"x","strategy":"auth_required"}""")],
            ["panel.variables.update"] =
                [new(Of("edit-variable") + "&variableId=<variable>", """{"name":"<new>-name","description":null,"value":"x","strategy":"auth_required"}""")],
            ["panel.variables.delete"] = [new(Of("delete-variable") + "&variableId=<variable>")],
            ["panel.keys.create"] =
                [new(Body: """{"name":"key <new>","scopes":["licenses:read"],"allApplications":false,"applicationIds":["<application>"]}""")],
            ["panel.keys.update"] = [new($"{Base}/api-keys/<key>", """{"allApplications":false,"applicationIds":["<application>"]}""")],
            ["panel.keys.revoke"] = [new($"{Base}/api-keys/<key>/revoke")],
        },
    };

    private static string Of(string operation) => $"{Base}/{operation}?applicationId=<application>";

    private sealed class PanelTenant(LintelHost host, User user, string key) : Tenant
    {
        private string? _application;
        private string? _user;
        private int _serial;

        public static async Task<Tenant> MakeAsync(LintelHost host)
        {
            var limits = new Dictionary<string, int> { ["global"] = 100_000, ["key-creations"] = 100_000, ["key-rotations"] = 100_000 };
            var account = (string)(await host.ManageAsync("POST", "/accounts", new { api = "panel", name = "Sweep", plan = "Pro", limits }))["id"]!;
            var scopes = host.Services.GetRequiredService<ApiDirectory>().Named("panel").Contract.Scopes.Select(scope => scope.Name);
            var issued = await host.ManageAsync("POST", "/keys", new { accountId = account, name = "sweep", scopes, limits });
            var added = await host.Services.GetRequiredService<SignInService>().AddUserAsync(
                account,
                $"{account}@sweep.test",
                "Correct-Horse-7",
                PasswordCaller.Process,
                CancellationToken.None);
            return new PanelTenant(host, Assert.IsType<SignInResult.Added>(added).User, (string)issued["secret"]!);
        }

        public override Task SignAsync(HttpRequestMessage request, Operation operation) => SignAsync(request, operation.RequiresSession);

        public override string Nobodys(string kind) => kind == "level" ? "nobodys" : "9990001";

        /// <summary>
        /// One application for all records, because the plan has few, and one app user, because hashing a password takes time; those that are to be deleted
        /// are made each time.
        /// </summary>
        public override async Task<string> MakeAsync(string kind, Scene scene) => kind switch
        {
            "application" => _application ??= await ApplicationAsync(),
            "doomed" => await ApplicationAsync(),
            "level" => await LevelAsync(),
            "license" => await LicenseAsync(),
            "user" => _user ??= await UserAsync(),
            "goner" => await UserAsync(),
            "blacklist" => await AddedAsync("create-blacklist", new { clientId = Next() }, "get-blacklists-table", "&currentPage=1", "clientId"),
            "variable" => await AddedAsync(
                "create-variable",
                new { name = Next(), description = (string?)null, value = "x", strategy = "auth_required" },
                "get-variables",
                string.Empty,
                "name"),
            "key" => (string)(
                await SendAsync(
                    "POST",
                    "/api-keys",
                    new { name = Next(), scopes = new[] { "licenses:read" }, allApplications = true },
                    asUser: true))["data"]!["id"]!,
            _ => throw new InvalidOperationException($"Nobody makes a {kind}."),
        };

        private string Next() => $"s-{user.Id}-{++_serial}";

        private async Task<string> ApplicationAsync()
        {
            var name = $"Tool {++_serial:000}";
            await SendAsync("POST", "/create-application", new { name });
            return IdOf(await SendAsync("GET", "/get-applications"), "name", name);
        }

        private async Task<string> LevelAsync()
        {
            var level = $"{user.Id[^8..]}{++_serial}";
            await SendAsync("POST", await OfApplicationAsync("create-application-license-levels"), new { levels = new[] { level } });
            return level;
        }

        private async Task<string> LicenseAsync()
        {
            var made = await SendAsync(
                "POST",
                await OfApplicationAsync("create-licenses"),
                new { amount = 1, duration = "30d", levels = Array.Empty<string>(), requiresClientId = false });
            return IdOf(
                await SendAsync("GET", await OfApplicationAsync("get-licenses-table") + "&currentPage=1"),
                "license",
                (string)made["createdLicenses"]![0]!);
        }

        private Task<string> UserAsync() => AddedAsync(
            "create-user",
            new
            {
                login = Next(),
                password = "Correct-Horse-7",
                applicationUserSettings = new
                {
                    levels = Array.Empty<string>(),
                    requiresLicense = false,
                    credentialsType = "login_password",
                    requiresClientId = false
                },
            },
            "get-users-table",
            "&currentPage=1",
            "login");

        /// <summary>Makes a record and finds its id by the member that only it has.</summary>
        private async Task<string> AddedAsync(string make, object body, string list, string query, string member)
        {
            await SendAsync("POST", await OfApplicationAsync(make), body);
            return IdOf(
                await SendAsync("GET", await OfApplicationAsync(list) + query),
                member,
                (string)JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(body))![member]!);
        }

        private static string IdOf(JsonNode list, string member, string value) =>
            (string)list["data"]!.AsArray().Single(row => (string?)row![member] == value)!["id"]!;

        private async Task<string> OfApplicationAsync(string operation) => $"/{operation}?applicationId={_application ??= await ApplicationAsync()}";

        private async Task<JsonNode> SendAsync(string method, string target, object? body = null, bool asUser = false)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Base + target) { Content = body is null ? null : JsonContent.Create(body) };
            await SignAsync(request, asUser);
            using var response = await host.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{method} {target}: {text}");
        }

        private async Task SignAsync(HttpRequestMessage request, bool asUser)
        {
            if (!asUser)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
                return;
            }

            // A session each time: one of the operations ends it.
            var started = await host.Services.GetRequiredService<SignInService>().StartAsync(user, CancellationToken.None);
            request.Headers.Add("Cookie", $"session={started.Token}");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }
    }
}
