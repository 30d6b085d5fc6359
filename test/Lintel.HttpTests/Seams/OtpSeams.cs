using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.HttpTests.Harness;
using Lintel.Otp;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Seams;

/// <summary>The OTP platform: a console for people with a session, whose paths and bodies name records, and two operations for applications.</summary>
internal static class OtpSeams
{
    private const string Base = "/otp/v1";

    public static SeamApi Api { get; } = new()
    {
        MakeTenantAsync = OtpTenant.MakeAsync,
        StoreFiles = ["otp.db", "lintel.db"],

        // Every try is counted, and the sweep tries the same request with several codes.
        Noise = "\"attemptsRemaining\":[0-9]",
        Recipes = new Dictionary<string, Recipe[]>
        {
            ["otp.auth.password"] = [new(Body: """{"currentPassword":"correct horse battery","newPassword":"correct horse battery"}""")],
            ["otp.projects.create"] = [new(Body: """{"name":"Project <new>"}""")],
            ["otp.projects.get"] = [new($"{Base}/projects/<project>")],
            ["otp.projects.edit"] = [new($"{Base}/projects/<project>", """{"name":"Project <new>"}""")],
            ["otp.projects.delete"] = [new($"{Base}/projects/<empty>")],
            ["otp.applications.list"] = [new($"{Base}/projects/<project>/applications")],
            ["otp.applications.create"] = [new($"{Base}/projects/<project>/applications", """{"name":"App <new>","environment":"test"}""")],
            ["otp.applications.get"] = [new($"{Base}/applications/<application>")],
            ["otp.applications.edit"] = [new($"{Base}/applications/<application>", """{"name":"App <new>","projectId":"<project>"}""")],
            ["otp.applications.delete"] = [new($"{Base}/applications/<doomed>")],
            ["otp.applications.suspend"] = [new($"{Base}/applications/<doomed>/suspend")],
            ["otp.applications.resume"] = [new($"{Base}/applications/<suspended>/resume")],
            ["otp.applications.rotate-credentials"] = [new($"{Base}/applications/<doomed>/credentials/rotate", """{"which":"both"}""")],
            ["otp.webhooks.list"] = [new($"{Base}/applications/<application>/webhooks")],
            ["otp.webhooks.create"] = [new(
                $"{Base}/applications/<doomed>/webhooks",
                """{"url":"https://hooks.example/<new>","events":["otp.sent"]}""")],
            ["otp.webhooks.get"] = [new($"{Base}/webhooks/<webhook>")],
            ["otp.webhooks.edit"] = [new($"{Base}/webhooks/<webhook>", """{"enabled":false}""")],
            ["otp.webhooks.deliveries"] = [new($"{Base}/webhooks/<webhook>/deliveries")],
            ["otp.webhooks.resend"] = [new($"{Base}/webhooks/<webhook>/deliveries/<delivery>/resend")],
            ["otp.webhooks.test"] = [new($"{Base}/webhooks/<webhook>/test")],
            ["otp.webhooks.rotate-secret"] = [new($"{Base}/webhooks/<webhook>/secret/rotate", """{"overlapSeconds":0}""")],
            ["otp.webhooks.delete"] = [new($"{Base}/webhooks/<webhook>")],
            ["otp.requests.list"] = [new($"{Base}/applications/<application>/otp-requests")],
            ["otp.requests.get"] = [new($"{Base}/otp-requests/<otp>")],
            ["otp.send"] = [new(Body: """{"phoneNumber":"+999 482 918 102"}""")],
            ["otp.verify"] = [new(Body: """{"requestId":"<otp>","code":"<code>"}""")],
        },
    };

    private sealed class OtpTenant(LintelHost host, User user) : Tenant
    {
        private string? _project;
        private JsonNode? _application;
        private string? _roomy;
        private int _made;
        private int _serial;

        public static async Task<Tenant> MakeAsync(LintelHost host)
        {
            var limits = new Dictionary<string, int> { ["console"] = 100_000, ["number"] = 100_000, ["send"] = 100_000, ["verify"] = 100_000 };
            var account = (string)(await host.ManageAsync("POST", "/accounts", new { api = "otp", name = "Sweep", limits }))["id"]!;
            var added = await host.Services.GetRequiredService<SignInService>().AddUserAsync(
                account,
                $"{account}@sweep.test",
                "correct horse battery",
                PasswordCaller.Process,
                CancellationToken.None);
            return new OtpTenant(host, Assert.IsType<SignInResult.Added>(added).User);
        }

        public override Task SignAsync(HttpRequestMessage request, Operation operation) =>
            operation.Accepted?.Contains("application") == true ? SignAsApplicationAsync(request) : SignAsUserAsync(request);

        public override string Nobodys(string kind) => kind switch
        {
            "code" => "000000",
            "project" or "empty" => "prj_00000000000000000000",
            "webhook" => "whk_00000000000000000000",
            "delivery" => "dlv_00000000000000000000",
            "otp" => "otp_00000000000000000000",
            _ => "app_00000000000000000000",
        };

        /// <summary>One project and one application for what lasts; what is to be changed for good is made each time.</summary>
        public override async Task<string> MakeAsync(string kind, Scene scene) => kind switch
        {
            "project" => await ProjectAsync(),
            "empty" => (string)(await SendAsync("POST", "/projects", new { name = "Empty" }))["id"]!,
            "application" => (string)(await ApplicationAsync())["id"]!,
            "doomed" => (string)(await NewApplicationAsync())["id"]!,
            "suspended" => (string)(await SendAsync("POST", $"/applications/{(await NewApplicationAsync())["id"]}/suspend"))["id"]!,
            "webhook" => (string)(await SendAsync(
                "POST", $"/applications/{(await NewApplicationAsync())["id"]}/webhooks", new
                {
                    url = "https://hooks.example/otp",
                    events = new[] { "otp.sent" }
                }))["id"]!,
            "delivery" => await DeliveryAsync(await scene.IdAsync("webhook")),
            "otp" => (string)(await SendAsync("POST", "/otp/send", new { phoneNumber = $"+999 {++_serial:000} 000 000" }, asApplication: true))["requestId"]!,
            "code" => (string)(await SendAsync("GET", $"/otp-requests/{await scene.IdAsync("otp")}"))["testCode"]!,
            _ => throw new InvalidOperationException($"Nobody makes a {kind}."),
        };

        /// <summary>A delivery that waits for nothing any more, whatever the network of this machine answers.</summary>
        private async Task<string> DeliveryAsync(string webhook)
        {
            var sent = await SendAsync("POST", $"/webhooks/{webhook}/test");
            await SendAsync("PATCH", $"/webhooks/{webhook}", new { enabled = false });
            await SendAsync("PATCH", $"/webhooks/{webhook}", new { enabled = true });
            return (string)sent["deliveryId"]!;
        }

        private async Task<string> ProjectAsync() => _project ??= (string)(await SendAsync("POST", "/projects", new { name = "Sweep" }))["id"]!;

        private async Task<JsonNode> ApplicationAsync() => _application ??= await NewApplicationAsync();

        // A project has room for so many only.
        private async Task<JsonNode> NewApplicationAsync()
        {
            if (_made++ % ProjectStore.MaximumApplications == 0)
            {
                _roomy = (string)(await SendAsync("POST", "/projects", new { name = "Sweep" }))["id"]!;
            }

            return await SendAsync("POST", $"/projects/{_roomy}/applications", new { name = "App", environment = "test" });
        }

        private async Task<JsonNode> SendAsync(string method, string target, object? body = null, bool asApplication = false)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), Base + target) { Content = body is null ? null : JsonContent.Create(body) };
            await (asApplication ? SignAsApplicationAsync(request) : SignAsUserAsync(request));
            using var response = await host.Client.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.IsSuccessStatusCode ? JsonNode.Parse(text)!["data"]! : throw new InvalidOperationException($"{method} {target}: {text}");
        }

        // A session each time: one of the operations ends it.
        private async Task SignAsUserAsync(HttpRequestMessage request)
        {
            var started = await host.Services.GetRequiredService<SignInService>().StartAsync(user, CancellationToken.None);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", started.Token);
        }

        private async Task SignAsApplicationAsync(HttpRequestMessage request)
        {
            var credentials = (await ApplicationAsync())["credentials"]!;
            request.Headers.Add("X-Client-Id", (string)credentials["clientId"]!);
            request.Headers.Add("X-Client-Secret", (string)credentials["clientSecret"]!);
            request.Headers.Add("X-Api-Key", (string)credentials["apiKey"]!);
        }
    }
}
