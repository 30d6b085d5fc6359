using System.Text.Json.Nodes;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Conformance;

/// <summary>Makes the profile of each API: its own requests and records, and keys in every state, issued as an operator would.</summary>
internal static class Profiles
{
    private const string Elsewhere = "203.0.113.7";

    public static async Task<ApiProfile> MakeAsync(LintelHost host, Contract contract)
    {
        var issuer = new KeyIssuer(host, contract);
        return contract.Api switch
        {
            "trackpilots" => await TrackpilotsAsync(host, issuer),
            "pixel" => await PixelAsync(host, issuer),
            "fieldservice" => await FieldServiceAsync(host, issuer),
            "lintel" => await LintelAsync(host, issuer),
            _ => throw new InvalidOperationException($"The conformance run knows nothing of '{contract.Api}'. Give it a profile here."),
        };
    }

    private static async Task<ApiProfile> TrackpilotsAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/trackpilots/v1";
        const string Roles = Base + "/access-management";
        var other = await issuer.IssueAsync();
        var role = await RoleOfAsync(host, other);
        const string Absent = "00000000-0000-4000-8000-000000000000";
        return new ApiProfile
        {
            Contract = issuer.Contract,
            Base = Base,
            Key = host.DemoText("trackpilots.keys.active"),
            Read = Request.Get(Roles),
            StoredRead = Request.Get(Roles),
            StoreFile = "trackpilots.db",
            Write = Request.Post(Roles, """{"roleName":"Conformance"}"""),
            Faulty = ("""{"roleName":5,"roleData":[{"path":"x","access":"read"}]}""", ["roleName", "roleData[0].path"]),
            Paths = [(Roles, "GET, HEAD, POST, PATCH, DELETE, OPTIONS"), (Base + "/my-team", "POST, OPTIONS")],
            DeadKeys = await issuer.DeadKeysAsync(),
            PlanlessKey = host.DemoText("trackpilots.keys.expiredPlan"),
            Hiding = ((RoleChange(role), role), (RoleChange(Absent), Absent)),
        };

        static Request RoleChange(string id) => new Request("PATCH", Roles).WithJson($$"""{"roleId":"{{id}}","roleName":"Mine"}""");
    }

    private static async Task<string> RoleOfAsync(LintelHost host, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/trackpilots/v1/access-management");
        request.Headers.Add("Authorization", $"Bearer {key}");
        request.Content = new StringContent("""{"roleName":"Theirs"}""", System.Text.Encoding.UTF8, "application/json");
        using var response = await host.Client.SendAsync(request);
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return body["data"]?["roleId"]?.ToString() ?? throw new InvalidOperationException($"No role was made: {body}");
    }

    private static async Task<ApiProfile> PixelAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/pixel/api/v1";
        await host.ManageAsync("PATCH", "/accounts/acct_pixel_main", new { limits = new { workspace = 1_000_000 } });
        var (other, absent) = (host.DemoText("pixel.ids.otherWebsite"), "admx_nobodys");
        return new ApiProfile
        {
            Contract = issuer.Contract,
            Base = Base,
            Key = host.DemoText("pixel.keys.readWrite"),
            Read = Request.Get(Base + "/me"),
            StoredRead = Request.Get(Base + "/pixel/websites"),
            StoreFile = "pixel.db",
            Write = Request.Post(Base + "/pixel/events", $$"""{"website_id":"{{host.DemoText("pixel.ids.website")}}","name":"pageview","path":"/"}"""),
            Faulty = ("""{"name":"pageview","path":"no slash","colour":"red"}""", ["website_id", "path", "colour"]),
            Paths = [(Base + "/me", "GET, HEAD, OPTIONS"), (Base + "/pixel/events", "POST, OPTIONS")],
            DeadKeys = await issuer.DeadKeysAsync(),
            Unscoped = (host.DemoText("pixel.keys.none"), Request.Get(Base + "/pixel/websites"), "pixel:read"),
            Hiding = ((Metrics(other), other), (Metrics(absent), absent)),
            Limited = (await issuer.IssueAsync(limits: new { workspace = 5 }), Request.Get(Base + "/me"), 5),
        };

        static Request Metrics(string website) => Request.Get($"{Base}/pixel/metrics/p_top_pages?website_id={website}");
    }

    private static async Task<ApiProfile> FieldServiceAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/fieldservice/api/v1";
        var hidden = host.DemoText("fieldservice.ids.otherCompanyJob");
        return new ApiProfile
        {
            Contract = issuer.Contract,
            Base = Base,
            Key = host.DemoText("fieldservice.keys.bulk"),
            Read = Request.Get(Base + "/technicians"),
            StoredRead = Request.Get(Base + "/jobs"),
            StoreFile = "fieldservice.db",
            Write = Request.Post(Base + "/customers", """{"customer_name":"Conformance"}"""),
            Faulty = ("""{"customer_name":5,"default_sla_hours":0}""", ["customer_name", "default_sla_hours"]),
            Paths =
            [
                (Base + "/technicians", "GET, HEAD, OPTIONS"),
                (Base + "/jobs", "GET, HEAD, POST, PUT, PATCH, OPTIONS"),
                (Base + "/assets?sub=meter_reading&id=1", "POST, OPTIONS"),
            ],
            DeadKeys = await issuer.DeadKeysAsync(),
            Unscoped = (host.DemoText("fieldservice.keys.jobsRead"), Request.Get(Base + "/customers"), "customers:read"),
            PlanlessKey = host.DemoText("fieldservice.keys.proPlan"),
            AddressKeys = await issuer.AddressKeysAsync(),
            Hiding = ((Job(hidden), hidden), (Job("987654321"), "987654321")),
            Limited = (await issuer.IssueAsync(limits: new { list = 5 }), Request.Get(Base + "/jobs"), 5),
        };

        static Request Job(string id) => Request.Get($"{Base}/jobs?id={id}");
    }

    private static async Task<ApiProfile> LintelAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/lintel/v1";
        return new ApiProfile
        {
            Contract = issuer.Contract,
            Base = Base,
            Key = host.OperatorToken,
            Read = Request.Get(Base + "/status"),
            StoredRead = Request.Get(Base + "/accounts?limit=1"),
            StoreFile = "lintel.db",
            Write = Request.Post(Base + "/accounts", """{"api":"lintel","name":"Conformance"}"""),
            Faulty = ("""{"api":"nothing","name":5,"colour":"red"}""", ["api", "name", "colour"]),
            Paths = [(Base + "/status", "GET, HEAD, OPTIONS"), (Base + "/keys/nobodys", "GET, HEAD, PATCH, DELETE, OPTIONS"), (Base + "/keys/nobodys/rotate", "POST, OPTIONS")],
            DeadKeys = await issuer.DeadKeysAsync(),
            Unscoped = (await issuer.IssueAsync(scopes: []), Request.Get(Base + "/accounts"), "accounts:read"),
            AddressKeys = await issuer.AddressKeysAsync(),
            Limited = (await issuer.IssueAsync(limits: new { requests = 5 }), Request.Get(Base + "/status"), 5),
        };
    }

    /// <summary>Issues keys of new accounts of one API.</summary>
    private sealed class KeyIssuer(LintelHost host, Contract contract)
    {
        public Contract Contract => contract;

        public async Task<string> IssueAsync(string[]? scopes = null, object? limits = null, string[]? addresses = null) =>
            (await MakeAsync(scopes, limits, addresses)).Secret;

        public async Task<(string Elsewhere, string Mapped)> AddressKeysAsync() =>
            (await IssueAsync(addresses: [Elsewhere]), await IssueAsync(addresses: [ConformanceHost.MappedPeer]));

        public async Task<IReadOnlyList<(Condition Condition, string Key)>> DeadKeysAsync()
        {
            var deleted = await MakeAsync();
            await host.ManageAsync("DELETE", $"/keys/{deleted.Id}");
            var disabled = await MakeAsync();
            await host.ManageAsync("POST", $"/keys/{disabled.Id}/disable");
            var revoked = await MakeAsync();
            await host.ManageAsync("POST", $"/keys/{revoked.Id}/revoke");
            var expired = await MakeAsync();
            await host.ManageAsync("PATCH", $"/keys/{expired.Id}", new { expiresAt = host.Clock.GetUtcNow() });
            return
            [
                (Condition.CredentialUnknown, "nonsense"),
                (Condition.CredentialUnknown, deleted.Secret),
                (Condition.CredentialUnknown, (await MakeAsync(environment: "test")).Secret),
                (Condition.CredentialDisabled, disabled.Secret),
                (Condition.CredentialRevoked, revoked.Secret),
                (Condition.CredentialExpired, expired.Secret),
            ];
        }

        private async Task<(string Id, string Secret)> MakeAsync(string[]? scopes = null, object? limits = null, string[]? addresses = null, string? environment = null)
        {
            var account = await host.ManageAsync("POST", "/accounts", new { api = contract.Api, name = "Conformance" });
            var issued = await host.ManageAsync("POST", "/keys", new
            {
                accountId = account["id"]!.ToString(),
                name = "conformance",
                scopes = scopes ?? [.. contract.Scopes.Select(scope => scope.Name)],
                limits = limits ?? new { },
                addresses = addresses ?? [],
                environment = environment ?? "live",
            });
            return (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
        }
    }
}
