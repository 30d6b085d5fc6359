using System.Text.Json.Nodes;
using Lintel.ClusterTests.Harness;

namespace Lintel.ClusterTests.Races;

/// <summary>Races of one process, run through three nodes: the database decides them with the same results.</summary>
public sealed class RaceTests(Cluster cluster)
{
    [Fact]
    public async Task A_hundred_guesses_consume_five_attempts_and_the_right_code_comes_too_late()
    {
        await cluster.ReadyAsync();
        var application = await OtpApplication.MakeAsync(cluster);
        var (id, code) = await application.SendCodeAsync(1);

        var replies = await ManyAsync(100, place => application.VerifyAsync(id, code + 1 + place));

        Assert.All(replies, reply => Assert.Equal(422, reply.Status));
        var left = replies.Select(reply => (int)reply.Json["error"]!["details"]!["attemptsRemaining"]!).ToArray();
        Assert.Equal([4, 3, 2, 1], left.Where(attempts => attempts > 0).OrderDescending());
        Assert.Equal(422, (await application.VerifyAsync(id, code)).Status);
    }

    [Fact]
    public async Task Right_code_sent_many_times_is_verified_once()
    {
        await cluster.ReadyAsync();
        var application = await OtpApplication.MakeAsync(cluster);
        var (id, code) = await application.SendCodeAsync(2);

        Assert.Equal((1, 19), Counts(await ManyAsync(20, _ => application.VerifyAsync(id, code)), 200, 409));
    }

    [Fact]
    public async Task Of_many_rotations_one_triple_works()
    {
        await cluster.ReadyAsync();
        var application = await OtpApplication.MakeAsync(cluster);
        var rotated = await ManyAsync(9, _ => application.ConsoleAsync("POST", $"/applications/{application.Id}/credentials/rotate", new { which = "both" }));

        var replies = await ManyAsync(9, place => application.With(rotated[place].Json["data"]!["credentials"]!).SendAsync(cluster.Next(), 100 + place));

        Assert.Equal((1, 8), Counts(replies, 201, 401));
    }

    [Fact]
    public async Task Customer_made_by_many_is_made_once()
    {
        await cluster.ReadyAsync();
        var company = await Tenant.MakeAsync(cluster.Nodes, "fieldservice");
        var customer = new { customer_name = "Brook", customer_email = "a@brook.test" };

        Assert.Equal((1, 11), Counts(await ManyAsync(12, _ => company.SendAsync(cluster.Next(), "POST", "/customers", customer)), 201, 409));
    }

    [Fact]
    public async Task Stock_never_falls_below_zero()
    {
        await cluster.ReadyAsync();
        var company = await Tenant.MakeAsync(cluster.Nodes, "fieldservice");
        var shelf = (long)(await cluster.Next().ManageAsync(
            "POST", $"/fieldservice/accounts/{company.AccountId}/inventory-locations", new { location_name = "Shelf" }))["location_id"]!;
        var made = await company.SendAsync(cluster.Next(), "POST", "/inventory", new { part_number = "P-1", name = "Seal" });
        var adjust = $"/inventory?id={made.Json["item"]!["id"]}&sub=adjust";
        Assert.Equal(201, (await AdjustAsync(5)).Status);

        Assert.Equal((5, 7), Counts(await ManyAsync(12, _ => AdjustAsync(-1)), 201, 400));

        Task<Reply> AdjustAsync(int by) => company.SendAsync(cluster.Next(), "POST", adjust, new { location_id = shelf, quantity_change = by });
    }

    [Fact]
    public async Task Event_sent_many_times_is_one()
    {
        await cluster.ReadyAsync();
        var website = cluster.Demo("pixel.ids.website");
        (string, string) key = ("Authorization", $"Bearer {cluster.Demo("pixel.keys.readWrite")}");
        await cluster.Next().ManageAsync("PATCH", "/accounts/acct_pixel_main", new { limits = new { workspace = ClusterContracts.Wide } });
        var sent = new { website_id = website, name = "pageview", path = "/parallel", event_id = "three-nodes-1" };

        var replies = await ManyAsync(24, _ => cluster.Next().SendAsync("POST", "/pixel/api/v1/pixel/events", sent, CancellationToken.None, key));

        Assert.All(replies, reply => Assert.True(reply.Status == 202, reply.Text));
        Assert.Single(replies, reply => !(bool)reply.Json["data"]!["duplicate"]!);
    }

    [Fact]
    public async Task Idempotency_key_sent_many_times_makes_one_account()
    {
        await cluster.ReadyAsync();
        var account = new { api = "pixel", name = "Only one of three nodes" };

        var replies = await ManyAsync(16, _ => cluster.Next().OperateAsync("POST", "/accounts", account, "three-nodes"));

        Assert.All(replies, reply => Assert.True(reply.Status is 201 or 409, reply.Text));
        var ids = replies.Where(reply => reply.Status == 201).Select(reply => (string)reply.Json["id"]!).Distinct().ToArray();
        var again = await cluster.Next().OperateAsync("POST", "/accounts", account, "three-nodes");
        Assert.Equal((Assert.Single(ids), 201), ((string)again.Json["id"]!, again.Status));
    }

    private static async Task<Reply[]> ManyAsync(int count, Func<int, Task<Reply>> send) => await Task.WhenAll(Enumerable.Range(0, count).Select(send));

    /// <summary>The numbers of answers that have the one and the other status; all others fail the test.</summary>
    private static (int First, int Second) Counts(Reply[] replies, int first, int second)
    {
        Assert.All(replies, reply => Assert.True(reply.Status == first || reply.Status == second, $"{reply.Status} {reply.Text}"));
        return (replies.Count(reply => reply.Status == first), replies.Count(reply => reply.Status == second));
    }
}
