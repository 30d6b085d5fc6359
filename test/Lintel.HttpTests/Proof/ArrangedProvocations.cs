using System.Net;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Otp;
using Lintel.HttpTests.Panel;
using Lintel.Otp;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Proof;

/// <summary>Brings about states in which operations refuse good requests.</summary>
internal static class ArrangedProvocations
{
    private const int MostRequests = 150;
    private const string Password = "a password that nobody uses";

    public static Task SendAsync(ErrorProof proof) => proof.Contract.Api switch
    {
        "fieldservice" => OfFieldServiceAsync(proof),
        "lintel" => OfManagementAsync(proof),
        "otp" => OfOtpAsync(proof),
        "panel" => OfPanelAsync(proof),
        "trackpilots" => OfTrackpilotsAsync(proof),
        _ => Task.CompletedTask,
    };

    /// <summary>Sends good requests to operations that hash a password while as many wait as may.</summary>
    public static async Task OverloadAsync(ErrorProof proof)
    {
        await Preconditions.FillPasswordsAsync(proof.Host.Services);
        foreach (var operation in proof.Runtime.Operations.Where(operation => operation.RaisedConditions.Contains(Condition.ServerOverloaded)))
        {
            // Past the windows in which passwords are counted.
            proof.Host.Clock.Advance(TimeSpan.FromMinutes(11));
            await proof.SendAsync(operation.Name);
        }
    }

    private static async Task OfFieldServiceAsync(ErrorProof proof)
    {
        var taken = proof.Host.DemoText("fieldservice.ids.customerEmail");
        await proof.SendAsync(
            "fieldservice.customers.update",
            $$"""{"customer_email":"{{taken}}"}""",
            target: target => target.Replace("id=1", "id=2", StringComparison.Ordinal));
        await proof.SendAsync(
            "fieldservice.inventory.transfer", """{"item_id":987654321,"from_location_id":1,"to_location_id":2,"quantity":1}""");
    }

    /// <summary>Keys of the operator account that outlive the key that asks for it.</summary>
    private static async Task OfManagementAsync(ErrorProof proof)
    {
        var host = proof.Host;
        await proof.SendAsync("lintel.keys.issue", """{"accountId":"acct_nobody","name":"nobody's"}""");
        var operators = new { accountId = "acct_operator", name = "lasting" };
        var lasting = (await host.ManageAsync("POST", "/keys", operators))["key"]!["id"]!.ToString();
        var narrow = (await host.ManageAsync("POST", "/keys", new
        {
            operators.accountId,
            name = "narrow",
            scopes = (string[])["keys:write", "operators:write"],
            expiresAt = host.Clock.GetUtcNow().AddDays(1),
        }))["secret"]!.ToString();
        var credential = ProbeCredential.Of(proof.Contract.Credentials[0], narrow);
        await proof.SendAsync("lintel.keys.issue", $$"""{"accountId":"{{operators.accountId}}","name":"longer"}""", credential);
        await proof.SendAsync("lintel.keys.edit", """{"name":"mine"}""", credential, OfLasting);
        await proof.SendAsync("lintel.keys.rotate", "{}", credential, OfLasting);
        await proof.SendAsync("lintel.keys.enable", credential: credential, target: OfLasting);
        await proof.SendAsync("lintel.limits.accounts.reset", target: target => SegmentAfter(target, "/limits/", "global"));
        await proof.SendAsync("lintel.limits.keys.reset", target: target => SegmentAfter(target, "/limits/", "key-creations"));

        string OfLasting(string target) => SegmentAfter(target, "/keys/", lasting);
    }

    private static async Task OfOtpAsync(ErrorProof proof)
    {
        var host = proof.Host;
        await SuspendAsync(proof, "closed@brook.example");
        await proof.SendAsync("otp.auth.login", $$"""{"email":"closed@brook.example","password":"{{Password}}"}""");
        var project = host.DemoText("otp.ids.project");
        var elsewhere = (string)(await host.ConsoleAsync("POST", "/projects", new { name = "Full" })).Data["id"]!;
        var store = host.Services.GetRequiredService<ApplicationStore>();
        while ((await store.AddAsync("acct_otp_a", elsewhere, new NewApplication("One of many", "test"), CancellationToken.None)).TryGet(out _))
        {
            // Until the project is full.
        }

        await proof.SendAsync("otp.applications.create", target: target => target.Replace(project, elsewhere, StringComparison.Ordinal));
        await proof.SendAsync("otp.applications.edit", $$"""{"projectId":"{{elsewhere}}"}""");
        await RepeatAsync(() => proof.SendAsync("otp.projects.create"));
        await RepeatAsync(() => proof.SendAsync("otp.webhooks.rotate-secret"));
        var sent = JsonNode.Parse((await proof.SendAsync("otp.webhooks.test")).Text)!["data"]!["deliveryId"]!.ToString();
        await proof.SendAsync("otp.webhooks.edit", """{"enabled":false}""");
        await proof.SendAsync("otp.webhooks.resend", target: target => SegmentAfter(target, "/deliveries/", sent));
        await proof.SendAsync("otp.webhooks.test");
    }

    private static async Task OfPanelAsync(ErrorProof proof)
    {
        await SuspendAsync(proof, "closed@brook.example");
        var free = await RegisterAsync(proof, "free@brook.example", "Free");
        await proof.SendAsync("panel.keys.create", credential: ProbeCredential.Of(proof.Contract.Sessions!, free.Token));
        await proof.SendAsync("panel.login", $$"""{"login":"closed@brook.example","password":"{{Password}}"}""");
        await RepeatAsync(() => proof.SendAsync("panel.login"), status: 429);
        await proof.SendAsync("panel.keys.create", """{"name":"Builds","scopes":["licenses:read"],"allApplications":false,"applicationIds":["987654321"]}""");
        await RepeatAsync(() => proof.SendAsync("panel.keys.revoke"));
        await proof.SendAsync("panel.keys.update");
        await RepeatAsync(() => proof.SendAsync("panel.applications.create", credential: proof.Unseen));
        await RepeatAsync(() => proof.SendAsync("panel.levels.create"));
        await proof.SendAsync("panel.levels.delete", target: target => target.Replace("level=1", "level=standard", StringComparison.Ordinal));
        await proof.SendAsync("panel.licenses.update", """{"levels":["unknown"]}""");
        await proof.SendAsync(
            "panel.users.update",
            """
            {"applicationUserSettings":
              {"levels":["unknown"],"requiresLicense":false,"credentialsType":"login_password","requiresClientId":false}}
            """);
        await RepeatAsync(() => proof.SendAsync("panel.users.create"));
        await proof.SendAsync("panel.variables.create");
        await proof.SendAsync("panel.variables.update", """{"name":"greeting","description":null,"value":"Hello","strategy":"auth_required"}""");
        await proof.SendAsync("panel.blacklists.update", """{"clientId":null,"ipAddress":null}""");
    }

    private static async Task OfTrackpilotsAsync(ErrorProof proof)
    {
        const string Nobody = "00000000-0000-4000-8000-000000000000";
        await proof.SendAsync("trackpilots.roles.update", $$"""{"roleId":"{{Nobody}}","roleName":"Reviewer"}""");
        await proof.SendAsync(
            "trackpilots.employees.update",
            $$"""{"userId":"{{Nobody}}","userName":"Nobody","roleId":"{{Nobody}}","teamId":["{{Nobody}}"],"workMode":"remote"}""");
    }

    /// <summary>Registers somebody and suspends their account.</summary>
    private static async Task SuspendAsync(ErrorProof proof, string login)
    {
        var started = await RegisterAsync(proof, login, "any");
        await proof.Host.ManageAsync("POST", $"/accounts/{started.User.AccountId}/suspend");
    }

    private static async Task<SignInResult.Started> RegisterAsync(ErrorProof proof, string login, string plan) =>
        (SignInResult.Started)await proof.Host.Services.GetRequiredService<SignInService>().RegisterAsync(
            new NewUser(proof.Contract.Api, login, Password, plan, "active"), new SignInOrigin(IPAddress.Loopback), CancellationToken.None);

    /// <summary>Sends a request until it is refused.</summary>
    /// <param name="send">Sends it.</param>
    /// <param name="status">The least status of the refusal.</param>
    private static async Task RepeatAsync(Func<Task<RawResponse>> send, int status = 400)
    {
        for (var sent = 0; sent < MostRequests && (await send()).Status < status; sent++)
        {
            // Until no more is allowed.
        }
    }

    private static string SegmentAfter(string target, string before, string segment)
    {
        var start = target.IndexOf(before, StringComparison.Ordinal) + before.Length;
        return target.IndexOf('/', start) is >= 0 and var end ? $"{target[..start]}{segment}{target[end..]}" : target[..start] + segment;
    }
}
