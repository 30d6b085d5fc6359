using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.AspNetCore;
using Lintel.HttpTests.Harness;
using Lintel.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Panel;

/// <summary>A reply of the API, read.</summary>
internal sealed record PanelReply(int Status, HttpResponseHeaders Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public JsonNode Data => Json["data"]!;

    public string? Code => (string?)Json["code"];

    public string Message => (string)Json["message"]!;

    public int Header(string name) => int.Parse(Headers.GetValues(name).Single());

    /// <summary>What two callers may not tell apart: everything but the moment, the id and the budget.</summary>
    public string Comparable =>
        $"{Status} {Text} {string.Join(", ", Headers.Select(header => header.Key).Order())} {string.Join(", ", Headers.WwwAuthenticate)}";
}

/// <summary>What a caller presents.</summary>
internal sealed record Caller(string? Authorization, string? Cookie)
{
    public static readonly Caller Nobody = new(null, null);

    public static Caller Key(string text) => new("Bearer " + text, null);

    public static Caller Session(string token) => new(null, "session=" + token);
}

/// <summary>An account that was made for one test, with somebody who is signed in.</summary>
internal sealed record PanelAccount(string Id, string Login, Caller Session)
{
    public const string Password = "correct horse battery";
}

/// <summary>Calls of the API.</summary>
internal static class PanelCalls
{
    public const string Base = "/panel/api/v1/panel";

    /// <summary>A caller with a key of <c>demo.json</c>.</summary>
    public static Caller DemoKey(this LintelHost host, string name = "full") => Caller.Key(host.DemoText($"panel.keys.{name}"));

    /// <summary>A caller with the session of <c>demo.json</c>.</summary>
    public static Caller DemoSession(this LintelHost host) => Caller.Session(host.DemoText("panel.session"));

    public static string ApplicationA(this LintelHost host) => host.DemoText("panel.ids.applicationA");

    public static Task<PanelReply> GetAsync(this LintelHost host, Caller caller, string path) => host.CallAsync(caller, "GET", path);

    public static Task<PanelReply> PostAsync(this LintelHost host, Caller caller, string path, object? body = null) =>
        host.CallAsync(caller, "POST", path, body);

    public static async Task<PanelReply> CallAsync(this LintelHost host, Caller caller, string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Base + path) { Content = body is null ? null : JsonContent.Create(body) };
        if (caller.Authorization is { } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (caller.Cookie is { } cookie)
        {
            request.Headers.Add("Cookie", cookie);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        using var response = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return new PanelReply((int)response.StatusCode, response.Headers, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>A fresh account with somebody signed in, whose password nobody has: hashing one takes longer than most tests.</summary>
    public static async Task<PanelAccount> NewAccountAsync(this LintelHost host, string plan = "Pro", object? limits = null)
    {
        var id = await host.NewAccountIdAsync(plan, limits);
        var user = new User { Id = User.NewId(), Api = "panel", AccountId = id, Login = LoginOf(id), PasswordHash = "!", CreatedAt = host.Clock.GetUtcNow() };
        await host.Services.GetRequiredService<ISessionStore>().AddUserAsync(user, account: null, session: null, CancellationToken.None);
        return new PanelAccount(id, user.Login, await host.NewSessionAsync(user.Login));
    }

    /// <summary>A fresh account with somebody who signs in with a password.</summary>
    public static async Task<PanelAccount> NewPersonAsync(this LintelHost host)
    {
        var id = await host.NewAccountIdAsync("Pro", limits: null);
        await host.ManageAsync("POST", $"/accounts/{id}/users", new { login = LoginOf(id), password = PanelAccount.Password });
        return new PanelAccount(id, LoginOf(id), Caller.Session(await host.SignInAsync(LoginOf(id), PanelAccount.Password)));
    }

    /// <summary>A new session of somebody.</summary>
    public static async Task<Caller> NewSessionAsync(this LintelHost host, string login)
    {
        var service = host.Services.GetRequiredService<SignInService>();
        var user = await service.FindUserByLoginAsync("panel", login, CancellationToken.None);
        return Caller.Session((await service.StartAsync(user!, CancellationToken.None)).Token);
    }

    /// <summary>Signs in and takes the cookie's value.</summary>
    public static async Task<string> SignInAsync(this LintelHost host, string login, string password)
    {
        var reply = await host.PostAsync(Caller.Nobody, "/login", new { login, password });
        Assert.True(reply.Status == 200, reply.Text);
        return reply.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("session=", StringComparison.Ordinal)).Split(';')[0]["session=".Length..];
    }

    /// <summary>A key as an operator makes one, for an account, with these scopes or all.</summary>
    public static async Task<Caller> NewKeyAsync(this LintelHost host, string account, string[]? scopes = null, string[]? applications = null)
    {
        var all = host.Services.GetContract().Scopes.Select(scope => scope.Name).ToArray();
        var issued = await host.ManageAsync("POST", "/keys", new { accountId = account, name = "key", scopes = scopes ?? all, applications });
        return Caller.Key((string)issued["secret"]!);
    }

    /// <summary>A new application, by its id.</summary>
    public static async Task<string> NewApplicationAsync(this LintelHost host, PanelAccount account, string name = "Sequencer")
    {
        var made = await host.PostAsync(account.Session, "/create-application", new { name });
        Assert.Equal("""{"success":true,"message":"Successfully create application"}""", made.Text);
        return (string)(await host.GetAsync(account.Session, "/get-applications")).Data[0]!["id"]!;
    }

    /// <summary>New licenses of 30 days, newest first, by their ids.</summary>
    public static async Task<IReadOnlyList<string>> NewLicensesAsync(
        this LintelHost host,
        Caller caller,
        string application,
        int amount,
        string duration = "30d")
    {
        var made = await host.PostAsync(
            caller,
            $"/create-licenses?applicationId={application}",
            new { amount, duration, levels = Array.Empty<string>(), requiresClientId = false });
        Assert.True(made.Status == 200, made.Text);
        var texts = made.Json["createdLicenses"]!.AsArray().Select(text => (string)text!).ToHashSet();
        var ids = new List<string>();
        for (var page = 1; ids.Count < amount; page++)
        {
            var table = await host.GetAsync(caller, $"/get-licenses-table?applicationId={application}&currentPage={page}");
            Assert.NotEmpty(table.Data.AsArray());
            ids.AddRange(table.Data.AsArray().Where(row => texts.Contains((string)row!["license"]!)).Select(row => (string)row!["id"]!));
        }

        return ids;
    }

    /// <summary>A row of the license table.</summary>
    public static async Task<JsonNode> LicenseAsync(this LintelHost host, Caller caller, string application, string id)
    {
        for (var page = 1; ; page++)
        {
            var table = await host.GetAsync(caller, $"/get-licenses-table?applicationId={application}&currentPage={page}");
            Assert.True(table.Data.AsArray().Count > 0, $"License {id} is not in the table.");
            if (table.Data.AsArray().FirstOrDefault(row => (string)row!["id"]! == id) is { } found)
            {
                return found;
            }
        }
    }

    private static string LoginOf(string account) => $"{account.ToLowerInvariant()}@fresh.example";

    private static async Task<string> NewAccountIdAsync(this LintelHost host, string plan, object? limits) =>
        (string)(await host.ManageAsync("POST", "/accounts", new { api = "panel", name = "Fresh", plan, limits = limits ?? new { } }))["id"]!;

    public static string StatusOf(JsonNode license) => (string)license["applicationLicenseSettings"]!["status"]!;
}
