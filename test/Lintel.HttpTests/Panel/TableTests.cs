using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Panel;

public sealed class TableTests(RoomyHost shared) : IClassFixture<RoomyHost>
{
    private const string Login = "Login";

    private LintelHost Host => shared.Host;

    [Fact]
    public async Task Pages_have_twenty_rows_newest_first_and_none_past_the_end()
    {
        var seen = new List<string>();
        for (var page = 1; page <= 3; page++)
        {
            var table = await ListAsync("licenses", $"currentPage={page}");
            Assert.Equal(3, (long)table.Json["totalPages"]!);
            seen.AddRange(table.Data.AsArray().Select(row => (string)row!["id"]!));
            Assert.Equal(Math.Min(20, 45 - 20 * (page - 1)), table.Data.AsArray().Count);
        }

        Assert.Equal(seen.OrderByDescending(long.Parse), seen);
        Assert.Equal(45, seen.Distinct().Count());
        foreach (var beyond in new[] { "4", "9223372036854775807" })
        {
            var table = await ListAsync("licenses", $"currentPage={beyond}");
            Assert.Equal("""{"success":true,"message":"Successfully fetched licenses.","data":[],"totalPages":3}""", table.Text);
        }
    }

    [Theory]
    [InlineData("currentPage=0")]
    [InlineData("currentPage=-1")]
    [InlineData("currentPage=1.5")]
    [InlineData("currentPage=one")]
    [InlineData("currentPage=")]
    [InlineData("currentPage=9223372036854775808")]
    [InlineData("")]
    [InlineData("currentPage=1&searchParams=")]
    [InlineData("currentPage=1&searchParams=null")]
    [InlineData("currentPage=1&searchParams=[]")]
    [InlineData("currentPage=1&searchParams=%7B%22searchString%22:1%7D")]
    [InlineData("currentPage=1&searchParams=%7B%22categories%22:[1]%7D")]
    [InlineData("currentPage=1&searchParams=%7B%22searchString%22:%22%5Cud800%22%7D")]
    [InlineData("currentPage=1&searchParams=%7B%22searchString%22:%22a%22,%22searchString%22:%22b%22%7D")]
    [InlineData("currentPage=1&searchParams=%7B%7D&searchParams=%7B%7D")]
    public async Task Query_that_is_not_in_its_form_does_not_match_the_schema(string query)
    {
        foreach (var table in new[] { "licenses", "users", "blacklists" })
        {
            Assert.Equal("VALIDATION_ERROR", (await ListAsync(table, query)).Code);
        }
    }

    [Theory]
    [InlineData("users", "player03", Login, 1)]
    [InlineData("users", "PLAYER03", Login, 1)]
    [InlineData("users", "player", "Client id", 0)]
    [InlineData("users", "client-", "Client id", 16)]
    [InlineData("users", "203.0.113.4", "IPv4", 1)]
    [InlineData("users", "player%", Login, 0)]
    [InlineData("users", "player_0", Login, 0)]
    [InlineData("users", "!", Login, 0)]
    [InlineData("users", "' OR 1=1 --", Login, 0)]
    [InlineData("users", "player", "License", 0)]
    [InlineData("users", "", "login", 0)]
    [InlineData("licenses", "", "Login", 0)]
    [InlineData("licenses", "198.51.100.2", "IPv4", 10)]
    [InlineData("licenses", "-", "License", 45)]
    [InlineData("blacklists", "client-99", "Client id", 1)]
    [InlineData("blacklists", "192.0.2.", "IPv4", 3)]
    [InlineData("blacklists", "Abuse", "Login", 0)]
    public async Task Search_finds_the_text_in_its_category(string table, string text, string category, int count)
    {
        var search = SearchOf(new { searchString = text, categories = new[] { category } });
        var counted = await Host.GetAsync(Host.DemoKey(), $"/get-{table}-metadata?applicationId={Host.ApplicationA()}&searchParams={search}");
        var total = counted.Data.AsObject().First(member => member.Key.StartsWith("total", StringComparison.Ordinal));
        var page = await ListAsync(table, $"currentPage=1&searchParams={search}");

        Assert.Equal(count, (int)total.Value!);
        Assert.Equal(Math.Min(20, count), page.Data.AsArray().Count);
        Assert.Equal((count + 19) / 20, (int)page.Json["totalPages"]!);
    }

    [Fact]
    public async Task Search_without_categories_looks_into_all_and_an_unknown_one_finds_nothing()
    {
        Assert.Single((await SearchAsync(new { searchString = "client-99" })).Data.AsArray());
        Assert.Equal(3, (await SearchAsync(new { })).Data.AsArray().Count);
        Assert.Equal(3, (await SearchAsync(new { searchString = "", categories = Array.Empty<string>(), other = 1 })).Data.AsArray().Count);
        Assert.Equal(
            """{"success":true,"message":"Successfully fetched blacklists.","data":[],"totalPages":0}""",
            (await SearchAsync(new { searchString = "192", categories = new[] { "IPv4", "Colour" } })).Text);
    }

    [Fact]
    public async Task Table_of_an_account_does_not_hold_anothers_rows()
    {
        await using var host = await LintelHost.StartAsync();
        var account = await host.NewAccountAsync();
        var application = await host.NewApplicationAsync(account);

        Assert.Empty((await host.GetAsync(account.Session, $"/get-licenses-table?applicationId={application}&currentPage=1")).Data.AsArray());
    }

    private static string SearchOf(object search) => Uri.EscapeDataString(System.Text.Json.JsonSerializer.Serialize(search));

    private Task<PanelReply> SearchAsync(object search) => ListAsync("blacklists", $"currentPage=1&searchParams={SearchOf(search)}");

    private Task<PanelReply> ListAsync(string table, string query) =>
        Host.GetAsync(Host.DemoKey(), $"/get-{table}-table?applicationId={Host.ApplicationA()}&{query}");
}
