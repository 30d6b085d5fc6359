using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Pixel;

public sealed class QueryTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Theory]
    [InlineData("/me?verbose=1", "verbose")]
    [InlineData("/pixel/websites?limit=5", "limit")]
    [InlineData("/pixel/goals?website_id=x", "website_id")]
    [InlineData("/pixel/visitors/v_1?expand=events", "expand")]
    [InlineData("/pixel/metrics/p_top_pages?contry=NO", "contry")]
    [InlineData("/pixel/metrics/p_top_pages?country=NO&limit=5", "limit")]
    [InlineData("/openapi.yaml?v=1", "v")]
    public async Task Unknown_parameter_is_named(string path, string name)
    {
        var reply = await Host.GetAsync(path);

        Assert.Equal((400, "invalid_query"), (reply.Status, reply.Code));
        var expected = new JsonObject { [name] = new JsonArray($"Unrecognized key '{name}'") };
        Assert.Equal(expected.ToJsonString(), Unescape(reply.Json["error"]!["details"]!["fieldErrors"]!));
    }

    [Theory]
    [InlineData("/pixel/events")]
    [InlineData("/pixel/identify")]
    public async Task Parameter_of_a_post_counts_too(string path)
    {
        var reply = await Host.PostAsync($"{path}?dry_run=true", new { });

        Assert.Equal((400, "invalid_query"), (reply.Status, reply.Code));
    }

    [Fact]
    public async Task Known_parameters_are_read_in_any_case_and_without_a_value()
    {
        Assert.Equal(200, (await Host.GetAsync("/pixel/metrics/p_top_pages?Country=NO&device=&FROM=2026-03-01")).Status);
        Assert.Equal(200, (await Host.GetAsync("/me?")).Status);
    }

    private static string Unescape(JsonNode node) => JsonNode.Parse(node.ToJsonString())!.ToJsonString();
}
