using System.Net;
using Lintel.ConsoleTests.Sections;
using Lintel.HttpTests.Harness;

namespace Lintel.ConsoleTests;

/// <summary>The people of an account, their sessions, and what an operator does with them.</summary>
public sealed class PeopleTests(SharedHost shared)
{
    private const string Password = "four green lamps ";

    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Person_is_added_disabled_given_a_password_and_removed_once_their_login_was_written()
    {
        using var visitor = await ConsoleVisitor.SignInAsync(Host);
        var account = (await Host.ManageAsync("POST", "/accounts", new { api = "otp", name = "Wold Chat" }))["id"]!.ToString();
        var list = $"/console/accounts/{account}/people";
        Assert.Contains("Nobody signs in to this account yet.", (await visitor.OpenAsync($"/console/accounts/{account}")).Text, StringComparison.Ordinal);

        var weak = await visitor.SubmitAsync(list, "add", ("login", "iris@wold.example"), ("password", "short"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, weak.Status);
        Assert.Contains("value=\"iris@wold.example\"", weak.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("value=\"short\"", weak.Html, StringComparison.Ordinal);

        var added = await visitor.SubmitAsync(list, "add", ("login", "iris@wold.example"), ("password", Password));
        Assert.Equal("The person was added, and may sign in.", added.Result);
        var person = added.Find("<code>(usr_[A-Za-z0-9]+)</code>");
        var path = $"/console/people/{person}";
        Assert.Contains($"title=\"{person}\"", (await visitor.OpenAsync($"/console/accounts/{account}")).Html, StringComparison.Ordinal);

        // White space of a password counts.
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(Password.Trim()));
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(Password));
        Assert.Contains("End all sessions", (await visitor.OpenAsync(path)).Text, StringComparison.Ordinal);
        Assert.Equal("All sessions have ended.", (await visitor.SubmitAsync(path, "end-sessions")).Result);

        await LogInAsync(Password);
        Assert.Equal("The session has ended.", (await visitor.SubmitAsync(path, "end-session")).Result);
        var set = await visitor.SubmitAsync(path, "password", ("password", "five green lamps"));
        Assert.StartsWith("The password was set.", set.Result, StringComparison.Ordinal);
        Assert.StartsWith("The person was disabled.", (await visitor.SubmitAsync(path, "disable")).Result, StringComparison.Ordinal);
        Assert.NotEqual(HttpStatusCode.OK, await LogInAsync("five green lamps"));
        Assert.StartsWith("The person was enabled", (await visitor.SubmitAsync(path, "enable")).Result, StringComparison.Ordinal);

        Assert.StartsWith("Nothing was changed.", (await visitor.SubmitAsync(path, "remove", ("confirm", "iris"))).Result, StringComparison.Ordinal);
        var removed = await visitor.SubmitAsync(path, "remove", ("confirm", "iris@wold.example"));
        Assert.StartsWith("The person was removed.", removed.Result, StringComparison.Ordinal);
        Assert.Contains("Nobody here", removed.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.OpenAsync(path)).Status);
    }

    [Fact]
    public async Task Who_may_not_change_accounts_sees_people_and_no_forms()
    {
        var people = (await Host.ManageAsync("GET", "/accounts/acct_otp_a/users"))["data"]!;
        using var visitor = await ConsoleVisitor.SignInAsync(Host, Host.DemoText("operators.viewer"));
        var page = await visitor.OpenAsync($"/console/people/{people[0]!["id"]}");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Null(page.Form("remove"));
        Assert.Contains("reads people and does not change them", page.Text, StringComparison.Ordinal);
        Assert.Null((await visitor.OpenAsync("/console/accounts/acct_otp_a/people")).Form("add"));
    }

    private async Task<HttpStatusCode> LogInAsync(string password)
    {
        using var content = System.Net.Http.Json.JsonContent.Create(new { email = "iris@wold.example", password });
        using var answer = await Host.Client.PostAsync("/otp/v1/auth/login", content);
        return answer.StatusCode;
    }
}
