using Dapper;
using Lintel.Otp;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Otp;

public sealed class QuotaTests : OtpTestBase
{
    [Fact]
    public async Task Account_has_a_hundred_projects_at_most()
    {
        var store = Host.Services.GetRequiredService<ProjectStore>();
        var account = "acct_otp_a";
        while ((await store.AddAsync(account, new NewProject("Made for a test", null), TestContext.Current.CancellationToken)).TryGet(out _))
        {
            // Until the quota is met.
        }

        var refused = await Host.ConsoleAsync("POST", "/projects", new { name = "One more" });
        var count = await Host.Services.GetRequiredService<OtpDatabase>().ReadAsync(
            connection => connection.ExecuteScalarAsync<int>("SELECT COUNT(*) FROM projects WHERE account_id = @account", new { account }),
            TestContext.Current.CancellationToken);

        Assert.Equal((409, "CONFLICT", 100), (refused.Status, refused.Code, count));
        Assert.Equal(201, (await Host.ConsoleAsync("POST", "/projects", new { name = "Another account's" }, "b")).Status);
    }

    [Fact]
    public async Task Project_has_fifty_applications_at_most_also_by_moving()
    {
        var (full, other) = (await Host.NewProjectAsync("Full"), await Host.NewProjectAsync("Other"));
        var store = Host.Services.GetRequiredService<ApplicationStore>();
        var account = "acct_otp_a";
        for (var i = 0; i < 50; i++)
        {
            Assert.True((await store.AddAsync(account, full, new NewApplication($"Number {i}", "test"), TestContext.Current.CancellationToken)).TryGet(out _));
        }

        var refused = await Host.ConsoleAsync("POST", $"/projects/{full}/applications", new { name = "One more", environment = "test" });
        var (elsewhere, _) = await Host.NewApplicationAsync(other);
        var moved = await Host.ConsoleAsync("PATCH", $"/applications/{elsewhere}", new { projectId = full });

        Assert.Equal((409, 409), (refused.Status, moved.Status));
    }

    [Fact]
    public async Task People_change_their_own_password_with_the_present_one()
    {
        const string Password = "correct horse battery";
        var registered = await Host.OpenAsync("/auth/register", new { email = "Zo\u00eb@b\u00fccher.example", password = Password });
        var token = (string)registered.Data["token"]!;

        var wrong = await Host.ChangePasswordAsync(token, "not the password", "another long password");
        var changed = await Host.ChangePasswordAsync(token, Password, "another long password");

        Assert.Equal((422, "VALIDATION_ERROR"), (wrong.Status, wrong.Code));
        Assert.Equal("""{"data":{"changed":true}}""", changed.Text);
        Assert.Equal(200, (await Host.AsAsync(token, "GET", "/me")).Status);
        Assert.Equal(401, (await Host.OpenAsync("/auth/login", new { email = "zo\u00eb@xn--bcher-kva.example", password = Password })).Status);
        Assert.Equal(200, (await Host.OpenAsync("/auth/login", new { email = "ZOE\u0308@b\u00fccher.example", password = "another long password" })).Status);
    }

    [Theory]
    [InlineData("password12")]
    [InlineData("1234567890")]
    public async Task Common_password_is_refused_by_its_field(string password)
    {
        var reply = await Host.OpenAsync("/auth/register", new { email = "dora@example.org", password });

        Assert.Equal((422, "VALIDATION_ERROR"), (reply.Status, reply.Code));
        Assert.Contains("one of the most common passwords", reply.Text, StringComparison.Ordinal);
    }
}
