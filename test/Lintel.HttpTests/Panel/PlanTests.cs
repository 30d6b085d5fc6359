using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class PlanTests(RoomyHost roomy) : IClassFixture<RoomyHost>, IAsyncLifetime
{
    private readonly LintelHost _host = roomy.Host;
    private PanelAccount _account = null!;

    public async ValueTask InitializeAsync() => _account = await _host.NewAccountAsync("Free");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Calls_at_the_same_time_do_not_pass_a_limit_together()
    {
        await ExactlyAsync(1, i => _host.PostAsync(_account.Session, "/create-application", new { name = $"Sequencer {i}" }), "createdApplicationsCount");
        var application = (string)(await _host.GetAsync(_account.Session, "/get-applications")).Data[0]!["id"]!;
        await ExactlyAsync(
            5,
            i => PostAsync("/create-variable", application, new { name = $"name{i}", description = (string?)null, value = "x", strategy = "auth_required" }),
            "createdApplicationVariableCount");
        await ExactlyAsync(
            3,
            i => PostAsync("/create-application-license-levels", application, new { levels = new[] { $"level{i}" } }),
            "createdApplicationLicenseLevelsCount");
        await ExactlyAsync(10, i => PostAsync("/create-blacklist", application, new { clientId = $"client{i}" }), "createdApplicationBlacklistCount");
        await ExactlyAsync(
            5,
            _ => PostAsync("/create-licenses", application, new { amount = 10, duration = "1d", levels = Array.Empty<string>(), requiresClientId = false }),
            "createdApplicationLicenseCount");
    }

    [Fact]
    public async Task Licenses_that_do_not_all_fit_are_not_made_at_all()
    {
        var application = await _host.NewApplicationAsync(_account);
        var refused = await PostAsync(
            "/create-licenses",
            application,
            new { amount = 51, duration = "1d", levels = Array.Empty<string>(), requiresClientId = false });

        Assert.Equal(("bad_request", "The plan Free allows 50 for createdApplicationLicenseCount."), (refused.Code, refused.Message));
        Assert.Equal(0, (long)(await _host.GetAsync(_account.Session, $"/get-licenses-metadata?applicationId={application}")).Data["totalLicenses"]!);
    }

    [Fact]
    public async Task Bigger_plan_holds_on_the_very_next_request()
    {
        await _host.NewApplicationAsync(_account);
        Assert.Equal("bad_request", (await _host.PostAsync(_account.Session, "/create-application", new { name = "Second" })).Code);
        await _host.ManageAsync("PATCH", $"/accounts/{_account.Id}", new { plan = "Basic" });

        Assert.Equal(200, (await _host.PostAsync(_account.Session, "/create-application", new { name = "Second" })).Status);
    }

    private async Task ExactlyAsync(int allowed, Func<int, Task<PanelReply>> call, string limit)
    {
        var replies = await Task.WhenAll(Enumerable.Range(0, allowed + 6).Select(call));

        Assert.Equal(allowed, replies.Count(reply => reply.Status == 200));
        Assert.All(replies.Where(reply => reply.Status != 200), reply => Assert.Contains(limit, reply.Message, StringComparison.Ordinal));
    }

    private Task<PanelReply> PostAsync(string path, string application, object body) =>
        _host.PostAsync(_account.Session, $"{path}?applicationId={application}", body);
}
