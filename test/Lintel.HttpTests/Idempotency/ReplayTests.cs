using Lintel.AspNetCore;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lintel.HttpTests.Idempotency;

/// <summary>Requests that are repeated with their idempotency key.</summary>
public sealed class ReplayTests
{
    private readonly Counter _counter = new();

    [Fact]
    public async Task Repeated_request_is_answered_to_the_byte_and_not_carried_out_again()
    {
        await using var shop = await StartAsync("{ headers: [X-Order-Version] }");

        var first = await shop.PostAsync("/orders", "4f6c9b3e");
        var again = await shop.PostAsync("/orders", "4f6c9b3e");

        Assert.Equal((201, 201), (first.Status, again.Status));
        Assert.Equal(first.Body, again.Body);
        Assert.Equal((false, true), (first.IsReplayed, again.IsReplayed));
        Assert.Equal(1, _counter.Runs);
        Assert.NotEqual(first.RequestId, again.RequestId);
        string[] apart = ["X-Request-Id", "Date", "Idempotency-Replayed", "RateLimit"];
        Assert.Equal(FieldsOf(first, apart), FieldsOf(again, apart));
        Assert.Equal(("/shop/orders/1", "7"), (again.Headers["Location"], again.Headers["X-Order-Version"]));
    }

    [Fact]
    public async Task Page_that_repeats_a_request_of_another_may_read_the_answer()
    {
        const string Origins = "cors: { origins: ['https://a.example.com', 'https://b.example.com'] }\n";
        await using var shop = await OrderShop.StartAsync(
            map => map.MapPost("/orders", (HttpContext http) =>
            {
                http.Response.Headers.Vary = "X-Own";
                return Results.Ok();
            }).Idempotent(),
            contract: contract => contract.Replace("envelope:", Origins + "envelope:", StringComparison.Ordinal));

        await shop.PostAsync("/orders", "k", fields: ("Origin", "https://a.example.com"));
        var again = await shop.PostAsync("/orders", "k", fields: ("Origin", "https://b.example.com"));

        Assert.True(again.IsReplayed);
        Assert.Equal("https://b.example.com", again.Headers["Access-Control-Allow-Origin"]);
        Assert.Contains("Origin", again.Headers["Vary"], StringComparison.Ordinal);
        Assert.Contains("X-Own", again.Headers["Vary"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Request_log_says_that_an_answer_was_replayed()
    {
        await using var shop = await StartAsync();

        var first = await shop.FindAsync(await shop.PostAsync("/orders", "k"));
        var again = await shop.FindAsync(await shop.PostAsync("/orders", "k"));

        Assert.Null(first.Compared);
        Assert.Equal("""{"idempotency":{"replayed":"true"}}""", again.Compared);
        Assert.Equal((201, "POST /shop/orders"), (again.Status, again.Operation));
    }

    [Fact]
    public async Task Answers_are_kept_over_a_restart_until_they_expire_by_the_injected_clock()
    {
        await using var shop = await StartAsync("{ keep: 2 hours }");
        var first = await shop.PostAsync("/orders", "k");
        await shop.RestartAsync();
        Assert.Equal(first.Body, (await shop.PostAsync("/orders", "k")).Body);

        shop.Clock.Advance(TimeSpan.FromHours(2) - TimeSpan.FromTicks(1));
        Assert.True((await shop.PostAsync("/orders", "k")).IsReplayed);
        shop.Clock.Advance(TimeSpan.FromTicks(1));
        var after = await shop.PostAsync("/orders", "k");

        Assert.Equal((false, 2), (after.IsReplayed, _counter.Runs));
    }

    [Fact]
    public async Task Key_with_another_body_path_query_or_method_is_a_mismatch()
    {
        await using var shop = await StartAsync();
        await shop.PostAsync("/orders", "k");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/shop/orders") { Content = new StringContent("""{"item":"lamp"}""", null, "application/json") };
        put.Headers.TryAddWithoutValidation("Authorization", $"Bearer {shop.Key}");
        put.Headers.TryAddWithoutValidation("Idempotency-Key", "k");

        OrderReply[] others =
        [
            await shop.PostAsync("/orders", "k", """{"item":"moon"}"""),
            await shop.PostAsync("/orders?fast=1", "k"),
            await shop.PostAsync("/typed", "k"),
            await OrderReply.OfAsync(await shop.Client.SendAsync(put, TestContext.Current.CancellationToken)),
        ];

        Assert.All(others, other => Assert.Equal((422, "key_reused"), (other.Status, other.Code)));
        Assert.All(others, other => Assert.Contains("\"location\":\"header\",\"field\":\"Idempotency-Key\"", other.Body, StringComparison.Ordinal));
        Assert.Contains("within the last 24 hours", others[0].Body, StringComparison.Ordinal);
        Assert.Equal(1, _counter.Runs);
    }

    [Fact]
    public async Task Key_of_another_account_is_another_key()
    {
        await using var shop = await StartAsync();
        var other = await shop.NewKeyAsync();

        Assert.NotEqual((await shop.PostAsync("/orders", "k")).Body, (await shop.PostAsync("/orders", "k", key: other)).Body);
    }

    [Fact]
    public async Task Key_per_operation_is_another_for_another_operation()
    {
        await using var shop = await StartAsync("{ per: operation }");

        Assert.Equal((201, 201), ((await shop.PostAsync("/orders", "k")).Status, (await shop.PostAsync("/typed", "k")).Status));
        Assert.Equal(2, _counter.Runs);
    }

    [Fact]
    public async Task Request_without_a_key_is_refused_where_one_is_required_and_carried_out_elsewhere()
    {
        await using (var shop = await StartAsync())
        {
            var missing = await shop.PostAsync("/orders", null);
            Assert.Equal((400, "key_missing"), (missing.Status, missing.Code));
            Assert.Contains("Idempotency-Key is missing", missing.Body, StringComparison.Ordinal);
        }

        await using var lenient = await StartAsync("{ required: false, header: X-Idempotency }");
        Assert.Equal(201, (await lenient.PostAsync("/orders", null)).Status);
        Assert.Equal(201, (await lenient.PostAsync("/orders", null)).Status);
        Assert.Equal(2, _counter.Runs);
        await lenient.PostAsync("/orders", "k", header: "X-Idempotency");
        Assert.True((await lenient.PostAsync("/orders", "k", header: "X-Idempotency")).IsReplayed);
    }

    [Theory]
    [InlineData("{ }", "")]
    [InlineData("{ }", "two words")]
    [InlineData("{ }", "\"\"")]
    [InlineData("{ }", "a\\b")]
    [InlineData("{ keys: { length: 4..8 } }", "abc")]
    [InlineData("{ keys: { length: 4..8 } }", "abcdefghi")]
    [InlineData("{ keys: { form: uuid } }", "4f6c9b3e")]
    [InlineData("{ keys: { form: uuid } }", "{9f1c6a0e-1111-4222-8333-444455556666}")]
    public async Task Key_out_of_its_form_is_malformed(string idempotency, string key)
    {
        await using var shop = await StartAsync(idempotency);

        var reply = await shop.PostAsync("/orders", key);

        Assert.Equal((400, "malformed", 0), (reply.Status, reply.Code, _counter.Runs));
    }

    [Theory]
    [InlineData("{ keys: { length: 4..8 } }", "abcd", "\"abcd\"")]
    [InlineData("{ keys: { form: uuid } }", "9f1c6a0e-1111-4222-8333-444455556666", "\"9f1c6a0e-1111-4222-8333-444455556666\"")]
    public async Task Key_may_be_bare_or_a_structured_field_string(string idempotency, string bare, string quoted)
    {
        await using var shop = await StartAsync(idempotency);

        Assert.Equal(201, (await shop.PostAsync("/orders", bare)).Status);
        Assert.True((await shop.PostAsync("/orders", quoted)).IsReplayed);
    }

    [Theory]
    [InlineData("/typed")]
    [InlineData("/empty")]
    [InlineData("/text")]
    [InlineData("/by-hand")]
    [InlineData("/moved")]
    public async Task Answer_of_every_kind_is_replayed(string path)
    {
        await using var shop = await StartAsync();

        var first = await shop.PostAsync(path, "k");
        var again = await shop.PostAsync(path, "k");

        Assert.Equal((first.Status, first.Body, true, 1), (again.Status, again.Body, again.IsReplayed, _counter.Runs));
        Assert.Equal(first.Headers.GetValueOrDefault("Content-Type"), again.Headers.GetValueOrDefault("Content-Type"));
        Assert.Equal(first.Headers.GetValueOrDefault("Location"), again.Headers.GetValueOrDefault("Location"));
    }

    [Fact]
    public async Task Body_that_the_handler_reads_by_itself_is_whole()
    {
        await using var shop = await StartAsync();
        var body = $$"""{"item":"{{new string('x', 3900)}}"}""";

        Assert.Equal((200, body), await shop.PostAsync("/echo", "a", body) is var reply ? (reply.Status, reply.Body) : default);
        Assert.Equal(body, (await shop.PostAsync("/echo", "a", body)).Body);
    }

    [Fact]
    public async Task Body_over_the_contracts_size_is_refused_and_its_key_stays_free()
    {
        await using var shop = await StartAsync();

        var refused = await shop.PostAsync("/orders", "k", $$"""{"item":"{{new string('x', 5000)}}"}""");
        var after = await shop.PostAsync("/orders", "k");

        Assert.Equal((413, "too_large"), (refused.Status, refused.Code));
        Assert.Equal((201, false), (after.Status, after.IsReplayed));
    }

    [Fact]
    public async Task Refusal_of_the_handler_is_replayed_with_the_id_of_its_own_request()
    {
        await using var shop = await StartAsync();

        var first = await shop.PostAsync("/sold-out", "k");
        var again = await shop.PostAsync("/sold-out", "k");

        Assert.Equal((409, "sold_out"), (first.Status, first.Code));
        Assert.Equal((409, "sold_out", true, 1), (again.Status, again.Code, again.IsReplayed, _counter.Runs));
        Assert.Equal(first.Body.Replace(first.RequestId, again.RequestId, StringComparison.Ordinal), again.Body);
        Assert.Contains("The last moon is sold out.", again.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/forbidden", 403)]
    [InlineData("/busy", 429)]
    [InlineData("/fails", 500)]
    [InlineData("/unavailable", 503)]
    public async Task Failures_of_the_server_rights_and_limits_are_not_kept(string path, int status)
    {
        await using var shop = await StartAsync();

        Assert.Equal(status, (await shop.PostAsync(path, "k")).Status);
        var again = await shop.PostAsync(path, "k");

        Assert.Equal((status, false, 2), (again.Status, again.IsReplayed, _counter.Runs));
    }

    [Fact]
    public async Task Refusal_before_the_handler_is_not_kept()
    {
        await using var shop = await StartAsync();
        Assert.Equal(422, (await shop.PostAsync("/read", "k", "{}")).Status);
        Assert.Equal(422, (await shop.PostAsync("/read", "k", "{}")).Status);

        var mended = await shop.PostAsync("/read", "k");

        Assert.Equal((200, "lamp", false), (mended.Status, mended.Body, mended.IsReplayed));
        Assert.True((await shop.PostAsync("/read", "k")).IsReplayed);
        Assert.Equal(1, _counter.Runs);
    }

    [Fact]
    public async Task Body_is_also_compared_where_it_was_read_before_the_stage()
    {
        await using var shop = await StartAsync(contract: text => text.Replace("idempotency, body", "body, idempotency", StringComparison.Ordinal));

        Assert.Equal("lamp", (await shop.PostAsync("/read", "k")).Body);
        Assert.True((await shop.PostAsync("/read", "k")).IsReplayed);
        Assert.Equal(422, (await shop.PostAsync("/read", "k", """{"item":"moon"}""")).Status);
    }

    [Fact]
    public async Task Body_that_outer_middleware_has_buffered_is_compared_and_read_again()
    {
        await using var shop = await StartAsync(pipeline: app => app.Use(async (http, next) =>
        {
            http.Request.EnableBuffering();
            await next(http);
        }));

        Assert.Equal("""{"item":"lamp"}""", (await shop.PostAsync("/echo", "k")).Body);
        Assert.Equal("lamp", (await shop.PostAsync("/read", "r")).Body);
        Assert.Equal(422, (await shop.PostAsync("/echo", "k", """{"item":"moon"}""")).Status);
    }

    [Fact]
    public async Task Rules_do_not_look_at_what_the_first_request_has_changed()
    {
        await using var shop = await StartAsync();

        Assert.Equal(201, (await shop.PostAsync("/once", "k")).Status);
        Assert.Equal(201, (await shop.PostAsync("/once", "k")).Status);
        Assert.Equal(409, (await shop.PostAsync("/once", "other")).Status);
    }

    [Fact]
    public async Task Safe_methods_of_an_idempotent_group_and_operations_taken_out_of_it_are_left_alone()
    {
        await using var shop = await OrderShop.StartAsync(map =>
        {
            var group = map.MapGroup("/g").Idempotent();
            group.MapGet("/orders", () => $"{_counter.Next()}");
            group.MapPost("/search", () => $"{_counter.Next()}").NotIdempotent();
            group.MapPost("/orders", () => $"{_counter.Next()}");
        });
        using var get = new HttpRequestMessage(HttpMethod.Get, "/shop/g/orders");
        get.Headers.TryAddWithoutValidation("Authorization", $"Bearer {shop.Key}");

        Assert.Equal("1", (await OrderReply.OfAsync(await shop.Client.SendAsync(get, TestContext.Current.CancellationToken))).Body);
        Assert.Equal("2", (await shop.PostAsync("/g/search", null)).Body);
        Assert.Equal("3", (await shop.PostAsync("/g/search", null)).Body);
        Assert.Equal(400, (await shop.PostAsync("/g/orders", null)).Status);
    }

    private static string[] FieldsOf(OrderReply reply, string[] apart) =>
    [
        .. reply.Headers.Where(field => !apart.Contains(field.Key, StringComparer.OrdinalIgnoreCase))
            .Select(field => $"{field.Key}: {field.Value}")
            .Order(StringComparer.Ordinal),
    ];

    private Task<OrderShop> StartAsync(string idempotency = "{ }", Func<string, string>? contract = null, Action<WebApplication>? pipeline = null) =>
        OrderShop.StartAsync(map => Map(map.MapGroup(string.Empty).Idempotent()), idempotency, contract, pipeline: pipeline);

    private void Map(RouteGroupBuilder shop)
    {
        shop.MapMethods("/orders", ["POST", "PUT"], (HttpContext http) =>
        {
            http.Response.Headers["X-Order-Version"] = "7";
            var id = _counter.Next();
            return Results.Created($"/shop/orders/{id}", new { id, name = "Lamp ☀", at = Counter.NewText() });
        });
        shop.MapPost("/typed", () => TypedResults.Created($"/shop/orders/{_counter.Next()}", new { id = Counter.NewText() }));
        shop.MapPost("/empty", () =>
        {
            _counter.Next();
            return Results.NoContent();
        });
        shop.MapPost("/text", () => $"run {_counter.Next()}");
        shop.MapPost("/moved", () => Results.Redirect($"/elsewhere/{_counter.Next()}", preserveMethod: true));
        shop.MapPost("/by-hand", async (HttpContext http) =>
        {
            http.Response.StatusCode = 202;
            http.Response.ContentType = "text/csv";
            await http.Response.WriteAsync($"a;{_counter.Next()}\n");
            await http.Response.WriteAsync("b;2\n");
        });
        shop.MapPost("/echo", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            return Results.Text(await reader.ReadToEndAsync());
        });
        shop.MapPost("/read", (Body<Item> body) =>
        {
            _counter.Next();
            return body.Value.Name;
        }).Body((FieldReader fields) => new Item(fields.Text("item", required: true)!));
        shop.MapPost("/once", () => Results.Created((string?)null, _counter.Next()))
            .Rules(() => _counter.Runs > 0 ? Refusal.For(Condition.StateConflict, ("problem", "Once only.")) : Decision.Pass);
        shop.MapPost("/sold-out", () => Refuse(Refusal.WithCode("sold_out", ("what", "The last moon")))).RaisesError("sold_out");
        shop.MapPost("/forbidden", () => Refuse(Refusal.For(Condition.PermissionDenied)));
        shop.MapPost("/busy", () => Refuse(Refusal.OverLimit(1, "1 minute", 5)));
        shop.MapPost("/unavailable", () => Refuse(Refusal.For(Condition.ServerDependency)));
        shop.MapPost("/fails", IResult () => throw new InvalidOperationException($"Run {_counter.Next()}."));
    }

    private ErrorResult Refuse(Refusal refusal)
    {
        _counter.Next();
        return new ErrorResult(refusal);
    }

    private sealed record Item(string Name);
}
