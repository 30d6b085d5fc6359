using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.HttpTests.Panel;

namespace Lintel.HttpTests.Management;

public sealed class UserTests : IAsyncLifetime
{
    private LintelHost _host = null!;
    private PanelAccount _person = null!;
    private string _user = string.Empty;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync();
        _person = await _host.NewPersonAsync();
        _user = (string)(await ManageAsync("GET", $"/accounts/{_person.Id}/users"))["data"]![0]!["id"]!;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task People_and_their_sessions_are_listed_without_secrets()
    {
        var users = await ManageAsync("GET", $"/accounts/{_person.Id}/users?limit=1");
        var sessions = await ManageAsync("GET", $"/users/{_user}/sessions");

        Assert.Equal(["id", "accountId", "login", "disabledAt", "createdAt"], users["data"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(_user, (string?)users["cursor"]);
        Assert.Equal(["id", "userId", "createdAt", "expiresAt", "keyId"], Assert.Single(sessions["data"]!.AsArray())!.AsObject().Select(member => member.Key));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", "/users/usr_nobody/sessions"));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("GET", "/accounts/acct_nobody/users"));
    }

    [Fact]
    public async Task Disabled_person_is_out_on_the_next_request_and_cannot_sign_in_until_enabled()
    {
        await ManageAsync("POST", $"/users/{_user}/disable");

        Assert.Equal("unauth", (await _host.GetAsync(_person.Session, "/get-applications")).Code);
        Assert.Equal("account_disabled", (await SignInAsync(PanelAccount.Password)).Code);
        Assert.Equal("unauth", (await SignInAsync("wrong password")).Code);

        await ManageAsync("POST", $"/users/{_user}/enable");
        Assert.Equal(200, (await SignInAsync(PanelAccount.Password)).Status);
        Assert.Equal("unauth", (await _host.GetAsync(_person.Session, "/get-applications")).Code);
    }

    [Fact]
    public async Task Suspended_account_is_refused_with_keys_sessions_and_passwords_and_all_work_again_once_resumed()
    {
        var key = await ManageAsync("POST", "/keys", new { accountId = _person.Id, name = "k", scopes = new[] { "applications:read" } });
        var bearer = Caller.Key((string)key["secret"]!);
        Assert.NotNull((await ManageAsync("POST", $"/accounts/{_person.Id}/suspend"))["suspendedAt"]);

        Assert.Equal("account_disabled", (await _host.GetAsync(_person.Session, "/get-applications")).Code);
        Assert.Equal("account_disabled", (await _host.GetAsync(bearer, "/get-applications")).Code);
        Assert.Equal("account_disabled", (await SignInAsync(PanelAccount.Password)).Code);
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync("POST", $"/accounts/{_person.Id}/suspend"));
        Assert.Equal(HttpStatusCode.Conflict, await StatusAsync("POST", "/accounts/acct_operator/suspend"));

        await ManageAsync("POST", $"/accounts/{_person.Id}/resume");
        Assert.Equal(200, (await _host.GetAsync(_person.Session, "/get-applications")).Status);
        Assert.Equal(200, (await _host.GetAsync(bearer, "/get-applications")).Status);
    }

    [Fact]
    public async Task Sessions_end_one_by_one_and_all_at_once()
    {
        var other = Caller.Session(await _host.SignInAsync(_person.Login, PanelAccount.Password));
        var sessions = (await ManageAsync("GET", $"/users/{_user}/sessions"))["data"]!.AsArray();
        Assert.Equal(2, sessions.Count);

        await ManageAsync("DELETE", $"/sessions/{sessions[0]!["id"]}");
        var first = await _host.GetAsync(_person.Session, "/get-applications");
        var second = await _host.GetAsync(other, "/get-applications");
        Assert.Equal([200, 401], new[] { first, second }.Select(reply => reply.Status).Order());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("DELETE", $"/sessions/{sessions[0]!["id"]}"));

        await ManageAsync("DELETE", $"/users/{_user}/sessions");
        Assert.Equal(401, (await _host.GetAsync(_person.Session, "/get-applications")).Status);
        Assert.Equal(401, (await _host.GetAsync(other, "/get-applications")).Status);
    }

    [Fact]
    public async Task New_password_ends_all_sessions_and_the_old_one_opens_nothing()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, await StatusAsync("POST", $"/users/{_user}/password", new { password = "1234567890" }));
        await ManageAsync("POST", $"/users/{_user}/password", new { password = "another long password" });

        Assert.Equal(401, (await _host.GetAsync(_person.Session, "/get-applications")).Status);
        Assert.Equal("unauth", (await SignInAsync(PanelAccount.Password)).Code);
        Assert.Equal(200, (await SignInAsync("another long password")).Status);
    }

    [Fact]
    public async Task Removed_person_is_gone_with_their_sessions()
    {
        await ManageAsync("DELETE", $"/users/{_user}");

        Assert.Equal(401, (await _host.GetAsync(_person.Session, "/get-applications")).Status);
        Assert.Equal("unauth", (await SignInAsync(PanelAccount.Password)).Code);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync("DELETE", $"/users/{_user}"));
    }

    [Fact]
    public async Task People_change_their_own_password_with_the_present_one()
    {
        var other = Caller.Session(await _host.SignInAsync(_person.Login, PanelAccount.Password));
        var wrong = await _host.PostAsync(
            _person.Session,
            "/change-password",
            new { currentPassword = "wrong password", newPassword = "another long password" });
        var common = await _host.PostAsync(_person.Session, "/change-password", new { currentPassword = PanelAccount.Password, newPassword = "1234567890" });
        var changed = await _host.PostAsync(
            _person.Session,
            "/change-password",
            new { currentPassword = PanelAccount.Password, newPassword = "another long password" });

        Assert.Equal(("bad_request", "VALIDATION_ERROR", 200), (wrong.Code, common.Code, changed.Status));
        Assert.Equal(200, (await _host.GetAsync(_person.Session, "/get-applications")).Status);
        Assert.Equal(401, (await _host.GetAsync(other, "/get-applications")).Status);
        Assert.Equal(200, (await SignInAsync("another long password")).Status);
    }

    private Task<PanelReply> SignInAsync(string password) => _host.PostAsync(Caller.Nobody, "/login", new { login = _person.Login, password });

    private Task<JsonNode> ManageAsync(string method, string path, object? body = null) => _host.ManageAsync(method, path, body);

    private async Task<HttpStatusCode> StatusAsync(string method, string path, object? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/lintel/v1" + path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _host.OperatorToken);
        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
