using System.Net;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Conformance;

/// <summary>What the prober has to know of each API: its own requests and records, and keys in every state, issued as an operator would.</summary>
internal static class Profiles
{
    public static async Task<ProbeTarget> MakeAsync(LintelHost host, Contract contract)
    {
        var issuer = new KeyIssuer(host, contract);
        return contract.Api switch
        {
            "trackpilots" => await TrackpilotsAsync(host, issuer),
            "pixel" => await PixelAsync(host, issuer),
            "fieldservice" => await FieldServiceAsync(host, issuer),
            "panel" => await PanelAsync(host, issuer),
            "otp" => await OtpAsync(host, issuer),
            "lintel" => await LintelAsync(host, issuer),
            _ => throw new InvalidOperationException($"The conformance run knows nothing of '{contract.Api}'. Give it a profile here."),
        };
    }

    private static async Task<ProbeTarget> TrackpilotsAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/trackpilots/v1";
        const string Roles = Base + "/access-management";
        const string Absent = "00000000-0000-4000-8000-000000000000";
        var role = await RoleOfAsync(host, await issuer.IssueAsync());
        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries = [new(issuer.Credential(host.DemoText("trackpilots.keys.active")), ProbeRequest.Get(Roles))],
            Write = ProbeRequest.Post(Roles, """{"roleName":"Conformance"}"""),
            Faulty = new("""{"roleName":5,"roleData":[{"path":"x","access":"read"}]}""", ["roleName", "roleData[0].path"]),
            Refused =
            [
                .. await issuer.DeadAsync(),
                await issuer.SuspendedAsync(),
                new(Condition.PlanInactive, issuer.Credential(host.DemoText("trackpilots.keys.expiredPlan"))),
            ],
            Hiding = new(RoleChange(role), role, RoleChange(Absent), Absent),
        };

        static ProbeRequest RoleChange(string id) => new ProbeRequest("PATCH", Roles).WithJson($$"""{"roleId":"{{id}}","roleName":"Mine"}""");
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

    private static async Task<ProbeTarget> PixelAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/pixel/api/v1";
        await host.ManageAsync("PATCH", "/accounts/acct_pixel_main", new { limits = new { workspace = 1_000_000 } });
        var (other, absent) = (host.DemoText("pixel.ids.otherWebsite"), "admx_nobodys");
        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries = [new(issuer.Credential(host.DemoText("pixel.keys.readWrite")), ProbeRequest.Get(Base + "/me"))],
            Write = ProbeRequest.Post(Base + "/pixel/events", $$"""{"website_id":"{{host.DemoText("pixel.ids.website")}}","name":"pageview","path":"/"}"""),
            Faulty = new("""{"name":"pageview","path":"no slash","colour":"red"}""", ["website_id", "path", "colour"]),
            Refused =
            [
                .. await issuer.DeadAsync(),
                await issuer.SuspendedAsync(),
                new(
                    Condition.ScopeMissing,
                    issuer.Credential(host.DemoText("pixel.keys.none"))) { Request = ProbeRequest.Get(Base + "/pixel/websites"), Scope = "pixel:read" },
            ],
            Hiding = new(Metrics(other), other, Metrics(absent), absent) { Code = "website_not_found" },
            Limit = await issuer.LimitAsync(new { workspace = 5 }, ProbeRequest.Get(Base + "/me"), 5),
        };

        static ProbeRequest Metrics(string website) => ProbeRequest.Get($"{Base}/pixel/metrics/p_top_pages?website_id={website}");
    }

    private static async Task<ProbeTarget> FieldServiceAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/fieldservice/api/v1";
        const string Absent = "987654321";
        var hidden = host.DemoText("fieldservice.ids.otherCompanyJob");
        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries = [new(issuer.Credential(host.DemoText("fieldservice.keys.bulk")), ProbeRequest.Get(Base + "/technicians"))],
            Write = ProbeRequest.Post(Base + "/customers", """{"customer_name":"Conformance"}"""),
            Faulty = new("""{"customer_name":5,"default_sla_hours":0}""", ["customer_name", "default_sla_hours"]),
            Refused =
            [
                .. await issuer.DeadAsync(),
                await issuer.SuspendedAsync(),
                await issuer.ElsewhereAsync(),
                new(
                    Condition.ScopeMissing,
                    issuer.Credential(
                        host.DemoText("fieldservice.keys.jobsRead"))) { Request = ProbeRequest.Get(Base + "/customers"), Scope = "customers:read" },
                new(Condition.PlanInactive, issuer.Credential(host.DemoText("fieldservice.keys.proPlan"))),
            ],
            Mapped = await issuer.MappedAsync(),
            Hiding = new(Job(hidden), hidden, Job(Absent), Absent),
            Limit = await issuer.LimitAsync(new { list = 5 }, ProbeRequest.Get(Base + "/jobs"), 5),
        };

        static ProbeRequest Job(string id) => ProbeRequest.Get($"{Base}/jobs?id={id}");
    }

    private static async Task<ProbeTarget> PanelAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/panel/api/v1/panel";
        const string Absent = "9990001";
        await host.ManageAsync("PATCH", "/accounts/acct_panel_main", new { limits = new { global = 1_000_000 } });
        var (other, license) = (host.DemoText("panel.ids.otherAccountApplication"), host.DemoText("panel.ids.expiredLicense"));
        var own = "?applicationId=" + host.DemoText("panel.ids.applicationA");
        var sessions = issuer.Contract.Sessions!;
        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries =
            [
                new(issuer.Credential(host.DemoText("panel.keys.full")), ProbeRequest.Get(Base + "/get-applications")),
                new(
                    ProbeCredential.Of(sessions, host.DemoText("panel.session")),
                    ProbeRequest.Get(Base + "/api-keys")) { Scheme = sessions, Missing = Condition.SessionMissing },
            ],
            Write = ProbeRequest.Post(Base + "/license-action" + own, $$"""{"licenseId":"{{license}}","action":"reset"}"""),
            Faulty = new("""{"licenseId":7001,"action":"melt"}""", ["licenseId", "action"]),
            Refused =
            [
                .. await issuer.DeadAsync(),
                await issuer.SuspendedAsync(),
                new(
                    Condition.ScopeMissing,
                    issuer.Credential(
                        host.DemoText("panel.keys.licensesRead"))) { Request = ProbeRequest.Get(Base + "/get-variables" + own), Scope = "variables:read" },
                new(
                    Condition.ScopeMissing,
                    issuer.Credential(
                        await issuer.IssueAsync(scopes: []))) { Request = ProbeRequest.Get(Base + "/get-licenses-metadata" + own), Scope = "licenses:read" },
                new(Condition.SessionRequired, issuer.Credential(host.DemoText("panel.keys.full"))) { Request = ProbeRequest.Get(Base + "/api-keys") },
                new(Condition.ApplicationForbidden, issuer.Credential(host.DemoText("panel.keys.restricted"))) { Request = Variables(other) },
                new(Condition.AccountDisabled, await issuer.SuspendedAsync(sessions)) { Request = ProbeRequest.Get(Base + "/api-keys") },
                new(Condition.SessionInvalid, ProbeCredential.Of(sessions, "bogus")) { Request = ProbeRequest.Get(Base + "/api-keys") },
                new(
                    Condition.SessionInvalid,
                    ProbeCredential.Of(sessions, (await issuer.SessionAsync("ended", ended: true)).Token)) { Request = ProbeRequest.Get(Base + "/api-keys") },
                new(
                    Condition.SessionInvalid,
                    ProbeCredential.Of(("Cookie", $"{sessions.Cookie}={host.DemoText("panel.session")}"))) { Request = new("POST", Base + "/logout") },
                new(
                    Condition.SessionInvalid,
                    ProbeCredential.Of(
                        ("Cookie", $"{sessions.Cookie}={host.DemoText("panel.session")}"),
                        ("Origin", "http://elsewhere.example"))) { Request = new("POST", Base + "/logout") },
            ],
            Hiding = new(Variables(other), other, Variables(Absent), Absent),
            Limit = await issuer.LimitAsync(new { global = 5 }, ProbeRequest.Get(Base + "/get-applications"), 5),
        };

        static ProbeRequest Variables(string application) => ProbeRequest.Get($"{Base}/get-variables?applicationId={application}");
    }

    private static async Task<ProbeTarget> OtpAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/otp/v1";
        const string Absent = "prj_00000000000000000000";
        var me = ProbeRequest.Get(Base + "/me");
        var send = ProbeRequest.Post(Base + "/otp/send", """{"phoneNumber":"+999 482 918 102"}""");
        var sessions = issuer.Contract.Sessions!;
        var scheme = issuer.Contract.Credentials.OfType<ApplicationScheme>().Single();
        var other = host.DemoText("otp.ids.otherProject");
        foreach (var account in (await host.ManageAsync("GET", "/accounts?api=otp"))["data"]!.AsArray())
        {
            await host.ManageAsync("PATCH", $"/accounts/{account!["id"]}", new { limits = new { console = 1_000_000, number = 1_000_000, send = 1_000_000 } });
        }

        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries =
            [
                new(ProbeCredential.Of(sessions, host.DemoText("otp.sessions.a")), me) { Scheme = sessions, Missing = Condition.SessionMissing },
                new(Triple("test"), send) { Scheme = scheme },
            ],
            Write = ProbeRequest.Post(Base + "/projects", """{"name":"Conformance"}"""),
            Faulty = new("""{"name":5,"description":5}""", ["name", "description"]),
            Refused =
            [
                new(Condition.SessionInvalid, ProbeCredential.Of(sessions, "vct_bogus")),
                new(Condition.SessionInvalid, ProbeCredential.Of(sessions, (await issuer.SessionAsync("ended", ended: true)).Token)),
                new(Condition.AccountDisabled, await issuer.SuspendedAsync(sessions)),
                new(Condition.SessionMissing, Triple("test")),
                new(Condition.CredentialMissing, ProbeCredential.Of(sessions, host.DemoText("otp.sessions.a"))) { Request = send },
                new(
                    Condition.CredentialMismatched,
                    ProbeCredential.Of(scheme, Text("test", "clientId"), Text("test", "clientSecret"), Text("live", "apiKey"))) { Request = send },
                new(
                    Condition.CredentialMismatched,
                    ProbeCredential.Of(scheme, Text("live", "clientId"), Text("test", "clientSecret"), Text("test", "apiKey"))) { Request = send },
                new(
                    Condition.CredentialMismatched,
                    ProbeCredential.Of(scheme, Text("suspended", "clientId"), Text("test", "clientSecret"), Text("test", "apiKey"))) { Request = send },
                new(Condition.ApplicationSuspended, Triple("suspended")) { Request = send },
            ],
            Hiding = new(Project(other), other, Project(Absent), Absent),
            Limit = await issuer.SessionLimitAsync(sessions, new { console = 5 }, me, 5),
        };

        static ProbeRequest Project(string id) => ProbeRequest.Get($"{Base}/projects/{id}");
        string Text(string application, string part) => host.DemoText($"otp.applications.{application}.{part}");
        ProbeCredential Triple(string application) => ProbeCredential.Of(
            scheme,
            Text(application, "clientId"),
            Text(application, "clientSecret"),
            Text(application, "apiKey"));
    }

    private static async Task<ProbeTarget> LintelAsync(LintelHost host, KeyIssuer issuer)
    {
        const string Base = "/lintel/v1";
        return new ProbeTarget
        {
            Contract = issuer.Contract,
            Address = new Uri(host.BaseUrl),
            Base = Base,
            Entries = [new(issuer.Credential(host.OperatorToken), ProbeRequest.Get(Base + "/status"))],
            Write = ProbeRequest.Post(Base + "/accounts", """{"api":"lintel","name":"Conformance"}"""),
            Idempotency = new(ProbeRequest.Post(Base + "/accounts", """{"api":"pixel","name":"Conformance"}"""))
            {
                OtherAccount = issuer.Credential(await issuer.IssueAsync(scopes: ["accounts:write"])),
            },
            Faulty = new("""{"api":"nothing","name":5,"colour":"red"}""", ["api", "name", "colour"]),
            Refused =
            [
                .. await issuer.DeadAsync(),
                await issuer.SuspendedAsync(),
                await issuer.ElsewhereAsync(),
                new(
                    Condition.ScopeMissing,
                    issuer.Credential(await issuer.IssueAsync(scopes: []))) { Request = ProbeRequest.Get(Base + "/accounts"), Scope = "accounts:read" },
            ],
            Mapped = await issuer.MappedAsync(),
            Limit = await issuer.LimitAsync(new { requests = 5 }, ProbeRequest.Get(Base + "/status"), 5),
        };
    }

    /// <summary>Issues keys of new accounts of one API.</summary>
    private sealed class KeyIssuer(LintelHost host, Contract contract)
    {
        private const string Elsewhere = "203.0.113.7";

        public Contract Contract => contract;

        public ProbeCredential Credential(string key) =>
            ProbeCredential.Of(contract.Credentials.First(scheme => scheme.Kind is CredentialKind.Bearer or CredentialKind.Header), key);

        public async Task<string> IssueAsync(string[]? scopes = null) => (await MakeAsync(scopes: scopes)).Secret;

        /// <summary>A session of a new person with an account of their own.</summary>
        public async Task<(string Token, string AccountId)> SessionAsync(string login, bool ended = false)
        {
            var people = host.Services.GetRequiredService<SignInService>();
            var started = (SignInResult.Started)await people.RegisterAsync(
                new NewUser(contract.Api, $"{login}@conformance.test", "a password that nobody uses", "any", "active"),
                new SignInOrigin(System.Net.IPAddress.Loopback),
                CancellationToken.None);
            if (ended)
            {
                await people.EndAsync(started.Session, CancellationToken.None);
            }

            return (started.Token, started.User.AccountId);
        }

        public async Task<ProbeLimit> SessionLimitAsync(SessionScheme scheme, object limits, ProbeRequest request, int allow)
        {
            var (token, account) = await SessionAsync("limited");
            await host.ManageAsync("PATCH", $"/accounts/{account}", new { limits });
            var ended = await SessionAsync("limited.ended", ended: true);
            return new(ProbeCredential.Of(scheme, token), request, allow) { Refused = ProbeCredential.Of(scheme, ended.Token) };
        }

        public async Task<ProbeRefused> ElsewhereAsync() =>
            new(Condition.AddressForbidden, Credential((await MakeAsync(addresses: [Elsewhere])).Secret)) { Untold = Elsewhere };

        /// <summary>A good key of an account that is suspended.</summary>
        public async Task<ProbeRefused> SuspendedAsync()
        {
            var (_, secret, account) = await MakeAsync();
            await host.ManageAsync("POST", $"/accounts/{account}/suspend");
            return new(Condition.AccountDisabled, Credential(secret));
        }

        /// <summary>A session of somebody whose account is suspended.</summary>
        public async Task<ProbeCredential> SuspendedAsync(SessionScheme scheme)
        {
            var (token, account) = await SessionAsync("suspended");
            await host.ManageAsync("POST", $"/accounts/{account}/suspend");
            return ProbeCredential.Of(scheme, token);
        }

        public async Task<ProbeAddressRule> MappedAsync() =>
            new(Credential((await MakeAsync(addresses: [ConformanceHost.MappedPeer])).Secret), IPAddress.Parse(ConformanceHost.MappedPeer));

        public async Task<ProbeLimit> LimitAsync(object limits, ProbeRequest request, int allow)
        {
            var good = await MakeAsync(limits: limits);
            var revoked = await MakeAsync(limits: limits, account: good.Account);
            await host.ManageAsync("POST", $"/keys/{revoked.Id}/revoke");
            return new(Credential(good.Secret), request, allow) { Refused = Credential(revoked.Secret) };
        }

        public async Task<IReadOnlyList<ProbeRefused>> DeadAsync()
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
                new(Condition.CredentialUnknown, Credential("nonsense")),
                new(Condition.CredentialUnknown, Credential(deleted.Secret)),
                new(Condition.CredentialUnknown, Credential((await MakeAsync(environment: "test")).Secret)),
                new(Condition.CredentialDisabled, Credential(disabled.Secret)),
                new(Condition.CredentialRevoked, Credential(revoked.Secret)),
                new(Condition.CredentialExpired, Credential(expired.Secret)),
            ];
        }

        private async Task<(string Id, string Secret, string Account)> MakeAsync(
            string[]? scopes = null,
            object? limits = null,
            string[]? addresses = null,
            string? environment = null,
            string? account = null)
        {
            account ??= (await host.ManageAsync("POST", "/accounts", new { api = contract.Api, name = "Conformance" }))["id"]!.ToString();
            var issued = await host.ManageAsync("POST", "/keys", new
            {
                accountId = account,
                name = "conformance",
                scopes = scopes ?? [.. contract.Scopes.Select(scope => scope.Name)],
                limits = limits ?? new { },
                addresses = addresses ?? [],
                environment = environment ?? "live",
            });
            return (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString(), account);
        }
    }
}
