using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;

namespace Lintel.HttpTests.Pixel;

public sealed class EventTests(SharedHost shared)
{
    private LintelHost Host => shared.Host;

    [Theory]
    [InlineData("""{"name":"pageview","path":"/"}""", "pageviews")]
    [InlineData("""{"name":"custom","goal_name":"signup"}""", "custom_goals")]
    [InlineData("""{"name":"payment","value":12.5,"currency":"EUR"}""", "visitor_payments")]
    public async Task Event_is_accepted_into_the_source_of_its_name(string body, string datasource)
    {
        var sent = JsonNode.Parse(body)!.AsObject();
        sent["website_id"] = await Host.WebsiteAsync();
        sent["event_id"] = $"source-{datasource}";
        var reply = await Host.PostAsync("/pixel/events", sent);

        Assert.Equal(202, reply.Status);
        Assert.Equal(
            $$$"""{"data":{"accepted":true,"event_id":"source-{{{datasource}}}","datasource":"{{{datasource}}}","duplicate":false},"meta":{"request_id":"{{{reply.RequestId}}}"}}""",
            reply.Text);
        Assert.Equal(reply.RequestId, reply.Headers.GetValues("X-Request-Id").Single());
    }

    [Fact]
    public async Task Event_without_an_id_gets_a_uuid()
    {
        var reply = await Host.PostAsync("/pixel/events", new { website_id = await Host.WebsiteAsync(), name = "pageview", path = "/" });
        Assert.True(Guid.TryParseExact((string?)reply.Json["data"]!["event_id"], "D", out _));
    }

    [Fact]
    public async Task Parallel_duplicates_give_exactly_one_new_event()
    {
        var sent = new { website_id = await Host.WebsiteAsync(), name = "pageview", path = "/parallel", event_id = "parallel-1" };
        var replies = await Task.WhenAll(Enumerable.Range(0, 24).Select(_ => Host.PostAsync("/pixel/events", sent)));

        Assert.All(replies, reply => Assert.Equal(202, reply.Status));
        Assert.Single(replies, reply => !(bool)reply.Json["data"]!["duplicate"]!);
        Assert.Equal("""[{"path":"/parallel","visitors":1,"pageviews":1}]""", (await Host.TopPagesAsync(query: "?path=/parallel")).Rows);
    }

    [Theory]
    [InlineData("""{"path":"/other"}""")]
    [InlineData("""{"path":"/","visitor_id":"v_1"}""")]
    [InlineData("""{"path":"/","metadata":{"a":1}}""")]
    [InlineData("""{"path":"/","timestamp":"2026-03-11T12:00:00Z"}""")]
    public async Task Same_id_with_another_body_is_refused_and_the_first_event_stays(string other)
    {
        var id = $"conflict-{other.Length}";
        var first = JsonNode.Parse("""{"name":"pageview","path":"/"}""")!.AsObject();
        var second = JsonNode.Parse(other)!.AsObject();
        second["name"] = "pageview";
        foreach (var body in (JsonObject[])[first, second])
        {
            body["website_id"] = await Host.WebsiteAsync();
            body["event_id"] = id;
        }

        Assert.Equal(202, (await Host.PostAsync("/pixel/events", first)).Status);
        var refused = await Host.PostAsync("/pixel/events", second);

        Assert.Equal((400, "invalid_body"), (refused.Status, refused.Code));
        Assert.Equal(
            """{"formErrors":[],"fieldErrors":{"event_id":["Another body was sent with this event_id and name within 24 hours. Send a new event_id"]}}""",
            refused.Json["error"]!["details"]!.ToJsonString());
        Assert.True((bool)(await Host.PostAsync("/pixel/events", first)).Json["data"]!["duplicate"]!);
    }

    [Fact]
    public async Task Same_id_under_another_name_is_another_event()
    {
        var website = await Host.WebsiteAsync();
        foreach (object body in (object[])
        [
            new { website_id = website, name = "pageview", path = "/", event_id = "shared-1" },
            new { website_id = website, name = "custom", goal_name = "signup", event_id = "shared-1" },
        ])
        {
            var reply = await Host.PostAsync("/pixel/events", body);
            Assert.Equal((202, false), (reply.Status, (bool)reply.Json["data"]!["duplicate"]!));
        }
    }

    [Fact]
    public async Task Same_body_in_another_order_and_notation_is_a_duplicate()
    {
        var website = await Host.WebsiteAsync();
        await Host.PostAsync(
            "/pixel/events",
            JsonNode.Parse($$"""{"website_id":"{{website}}","name":"custom","goal_name":"é","event_id":"order-1","metadata":{"a":1,"b":"x"} }""")!);
        var again = await Host.PostAsync(
            "/pixel/events",
            JsonNode.Parse($$"""{"metadata":{"b":"x","a":1},"event_id":"order-1","goal_name":"\u00e9","name":"custom","website_id":"{{website}}"}""")!);

        Assert.Equal((202, true), (again.Status, (bool)again.Json["data"]!["duplicate"]!));
    }

    [Theory]
    [InlineData("""{"name":"pageview"}""", "path", "Required")]
    [InlineData("""{"name":"pageview","path":"pricing"}""", "path", "Invalid value. Expected a path that starts with '/'")]
    [InlineData("""{"name":"custom"}""", "goal_name", "Required")]
    [InlineData("""{"name":"custom","goal_name":""}""", "goal_name", "String must contain at least 1 character(s)")]
    [InlineData("""{"name":"payment","currency":"EUR"}""", "value", "Required")]
    [InlineData("""{"name":"payment","value":"1","currency":"EUR"}""", "value", "Expected number, received string")]
    [InlineData("""{"name":"payment","value":1,"currency":"euro"}""", "currency", "Invalid value. Expected a currency code of ISO 4217 such as EUR")]
    [InlineData("""{"name":"pageview","path":"/","visitor_id":null}""", "visitor_id", "Expected string, received null")]
    [InlineData("""{"name":"pageview","path":"/","timestamp":"yesterday"}""", "timestamp", "Invalid value. Expected an ISO 8601 date and time")]
    [InlineData("""{"name":"pageview","path":"/","timestamp":"2026-03-11T12:05:01Z"}""", "timestamp", "Timestamp must not be more than 5 minutes ahead")]
    [InlineData("""{"name":"pageview","path":"/","timestamp":"2026-02-09T11:59:59Z"}""", "timestamp", "Timestamp must not be older than 30 days")]
    [InlineData("""{"name":"pageview","path":"/","metadata":[]}""", "metadata", "Expected object, received array")]
    [InlineData("""{"name":"pageview","path":"/","metadata":{"a":null}}""", "metadata", "Expected string, number or boolean, received null at 'a'")]
    [InlineData("""{"name":"pageview","path":"/","colour":1}""", "colour", "Unrecognized key 'colour'")]
    public async Task Fault_of_an_event_is_named_under_its_field(string body, string field, string problem)
    {
        var sent = JsonNode.Parse(body)!.AsObject();
        sent["website_id"] = "admx_any";
        var reply = await Host.PostAsync("/pixel/events", sent);

        Assert.Equal((400, "invalid_body"), (reply.Status, reply.Code));
        var details = reply.Json["error"]!["details"]!;
        Assert.Empty(details["formErrors"]!.AsArray());
        var named = Assert.Single(details["fieldErrors"]!.AsObject());
        Assert.Equal(field, named.Key);
        Assert.Equal(problem, (string?)Assert.Single(named.Value!.AsArray()));
    }

    [Fact]
    public async Task Bounds_of_a_timestamp_are_within()
    {
        var website = await Host.WebsiteAsync();
        foreach (var at in new[] { "2026-03-11T12:05:00Z", "2026-02-09T12:00:00Z", "2026-03-11T13:00:00+01:00" })
        {
            Assert.Equal(202, (await Host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/", timestamp = at })).Status);
        }
    }

    [Fact]
    public async Task Website_of_another_workspace_is_answered_as_one_that_does_not_exist()
    {
        var foreign = await Host.PostAsync("/pixel/events", new { website_id = Host.DemoText("pixel.ids.otherWebsite"), name = "pageview", path = "/" });
        var nobody = await Host.PostAsync("/pixel/events", new { website_id = "admx_nobody", name = "pageview", path = "/" });
        Assert.Equal(400, foreign.Status);
        Assert.Equal(nobody.WithoutId, foreign.WithoutId);

        foreign = await Host.TopPagesAsync(query: $"?website_id={Host.DemoText("pixel.ids.otherWebsite")}");
        nobody = await Host.TopPagesAsync(query: "?website_id=admx_nobody");
        Assert.Equal((404, "website_not_found"), (foreign.Status, foreign.Code));
        Assert.Equal(nobody.WithoutId, foreign.WithoutId);
    }

    [Fact]
    public async Task Identity_attaches_to_a_visitor()
    {
        var website = await Host.WebsiteAsync();
        await Host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/", visitor_id = "v/91" });
        var reply = await Host.PostAsync(
            "/pixel/identify",
            new { website_id = website, visitor_id = "v/91", email = "ada@one.example", traits = new { plan = new { seats = 3 } } });
        Assert.Equal((202, """{"accepted":true,"visitor_id":"v/91"}"""), (reply.Status, reply.Data));

        var profile = await Host.GetAsync("/pixel/metrics/p_visitor_profile?visitor_id=v/91");
        Assert.Equal("ada@one.example", (string?)profile.Json["data"]!["data"]![0]!["email"]);
    }

    [Theory]
    [InlineData(" Zoe\u0308@B\u00fccher.example ", "zo\u00eb@xn--bcher-kva.example")]
    [InlineData("ADA@One.Example", "ada@one.example")]
    public async Task Email_of_a_visitor_is_kept_in_the_form_in_which_it_is_compared(string sent, string kept)
    {
        var website = await Host.WebsiteAsync();
        await Host.PostAsync("/pixel/events", new { website_id = website, name = "pageview", path = "/", visitor_id = "v-form" });
        Assert.Equal(
            202,
            (await Host.PostAsync("/pixel/identify", new { website_id = website, visitor_id = "v-form", user_id = " Zoe\u0308 7 ", email = sent })).Status);

        var profile = (await Host.GetAsync("/pixel/metrics/p_visitor_profile?visitor_id=v-form")).Json["data"]!["data"]![0]!;
        Assert.Equal((kept, "Zo\u00eb 7"), ((string?)profile["email"], (string?)profile["user_id"]));
    }

    [Theory]
    [InlineData("user_id", "a\u200bda")]
    [InlineData("user_id", "a\u202eda")]
    [InlineData("user_id", "   ")]
    [InlineData("email", "a\u200bda@one.example")]
    [InlineData("email", "not an email")]
    public async Task Identity_with_something_invisible_or_no_identity_is_a_fault_of_its_field(string field, string value)
    {
        var body = new Dictionary<string, string> { ["website_id"] = await Host.WebsiteAsync(), ["visitor_id"] = "v", [field] = value };
        var reply = await Host.PostAsync("/pixel/identify", body);

        Assert.Equal((400, "invalid_body"), (reply.Status, reply.Code));
        Assert.Contains($"\"{field}\"", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visitor_is_found_by_a_percent_encoded_id_and_unknown_elsewhere()
    {
        await Host.PostAsync(
            "/pixel/events",
            new
            {
                website_id = await Host.WebsiteAsync(),
                name = "pageview",
                path = "/x",
                visitor_id = "a/b c",
                session_id = "s",
                metadata = new { country = "NO", device = "desktop" }
            });
        var reply = await Host.GetAsync("/pixel/visitors/%20a%2Fb%20c%20");

        Assert.Equal(
            """{"visitor_id":"a/b c","sessions":1,"first_seen":"2026-03-11T12:00:00Z","last_seen":"2026-03-11T12:00:00Z","country":"NO","device":"desktop","llm_engine":null,"recent_events":[{"name":"pageview","path":"/x","at":"2026-03-11T12:00:00Z"}]}""",
            reply.Data);
        Assert.Contains("\"data\":null", (await Host.GetAsync("/pixel/visitors/a%2Fb%20c", "flood")).Text, StringComparison.Ordinal);
        Assert.Contains(
            "\"data\":null",
            (await Host.GetAsync($"/pixel/visitors/{Host.DemoText("pixel.ids.visitor")}", "edges")).Text,
            StringComparison.Ordinal);
    }
}
