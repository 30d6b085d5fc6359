using Lintel.HttpTests.Harness;
using Lintel.Tests;

namespace Lintel.HttpTests.Management;

/// <summary>The header fields of the management API about its own limits, with two that are tight.</summary>
public sealed class RateLimitTests
{
    private const string Requests = "{ name: requests, per: key, allow: 6000, window: 1 minute, headers: ietf }";
    private const string KeyCreation = "{ name: key-creation, per: account, allow: 1000, window: 1 hour, named: true, durable: true, headers: ietf }";

    [Fact]
    public async Task Fields_of_one_policy_tell_of_the_one_with_the_least_room_left()
    {
        using var contracts = Contracts("x-ratelimit", requests: 4, keys: 2);
        await using var host = await StartAsync(contracts);
        var (calls, account) = await PrepareAsync(host);

        var seen = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            var reply = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });
            seen.Add($"{(int)reply.Status} {One(reply, "X-RateLimit-Limit")}/{One(reply, "X-RateLimit-Remaining")}");
        }

        var read = await calls.SendAsync(null, "GET", "/accounts?limit=1");

        // The first limit counts every request and the second keys alone: 3 of 4 and 1 of 2 are left after the first key.
        Assert.Equal(["201 2/1", "201 2/0", "429 2/0"], seen);
        Assert.Equal(("4", "1"), (One(read, "X-RateLimit-Limit"), One(read, "X-RateLimit-Remaining")));
    }

    [Fact]
    public async Task Fields_of_one_policy_change_over_once_another_has_less_room()
    {
        using var contracts = Contracts("x-ratelimit", requests: 3, keys: 2);
        await using var host = await StartAsync(contracts);
        var (calls, account) = await PrepareAsync(host);

        var first = await calls.SendAsync(null, "GET", "/accounts?limit=1");
        var second = await calls.SendAsync(null, "GET", "/accounts?limit=1");
        var third = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });
        var fourth = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });

        Assert.Equal(
            ["3/2", "3/1", "3/0", "3/0"],
            new[] { first, second, third, fourth }.Select(reply => $"{One(reply, "X-RateLimit-Limit")}/{One(reply, "X-RateLimit-Remaining")}"));
        Assert.Equal([200, 200, 201, 429], new[] { first, second, third, fourth }.Select(reply => (int)reply.Status));
    }

    [Fact]
    public async Task List_fields_tell_of_every_policy()
    {
        using var contracts = Contracts("ietf", requests: 4, keys: 2);
        await using var host = await StartAsync(contracts);
        var (calls, account) = await PrepareAsync(host);

        var created = await calls.SendAsync(null, "POST", "/keys", new { accountId = account, name = "k" });

        Assert.Equal("\"requests\";q=4;w=60, \"key-creation\";q=2;w=3600", One(created, "RateLimit-Policy"));
        Assert.Equal("\"requests\";r=3;t=60, \"key-creation\";r=1;t=3600", One(created, "RateLimit"));
    }

    private static TemporaryFolder Contracts(string headers, int requests, int keys)
    {
        var folder = new TemporaryFolder();
        var text = File.ReadAllText(Repository.PathOf("src", "Lintel.Core", "Contracts", "lintel.yaml"));
        Assert.Contains(Requests, text, StringComparison.Ordinal);
        Assert.Contains(KeyCreation, text, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(folder.Path, "lintel.yaml"), text
            .Replace(
                Requests,
                Requests.Replace("6000", $"{requests}", StringComparison.Ordinal).Replace("ietf", headers, StringComparison.Ordinal),
                StringComparison.Ordinal)
            .Replace(
                KeyCreation,
                KeyCreation.Replace("1000", $"{keys}", StringComparison.Ordinal).Replace("ietf", headers, StringComparison.Ordinal),
                StringComparison.Ordinal));
        return folder;
    }

    private static Task<LintelHost> StartAsync(TemporaryFolder contracts) =>
        LintelHost.StartAsync(new LintelHostOptions { Demo = false, Settings = { ["Lintel__Contracts"] = contracts.Path } });

    /// <summary>An account to issue keys to, made in a minute of its own.</summary>
    private static async Task<(ManagementCalls Calls, string Account)> PrepareAsync(LintelHost host)
    {
        var calls = new ManagementCalls(host);
        var account = await calls.NewAccountAsync("pixel");
        host.Clock.Advance(TimeSpan.FromMinutes(2));
        return (calls, account);
    }

    private static string One(ManagementReply reply, string name) => reply.Headers.GetValues(name).Single();
}
