using System.Net;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.HttpTests.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lintel.HttpTests.Binding;

/// <summary>
/// Handlers and the delegates of stages take ordinary parameters: services, values of the request, the caller and what earlier stages have read.
/// </summary>
public sealed class DelegateTests : IAsyncLifetime
{
    private readonly LogCapture _log = new();
    private DoorHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(
        Map,
        services: services => services.AddSingleton<Shelf>().AddScoped<Ledger>().AddLogging(logging => logging.AddProvider(_log)),
        contract: text => text
            .Replace("limits:\n", "limits:\n  - { name: once, per: account, allow: 1, window: 1 minute, named: true }\n", StringComparison.Ordinal)
            .Replace("body, resource,", "resource, body,", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Handler_takes_the_key_the_account_and_the_resource()
    {
        using var response = await _host.SendAsync("GET", "/shop/lamps/1", _host.Key);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal($"lamp 1 of {_host.AccountId} by things:write", await TextOf(response));
    }

    [Theory]
    [InlineData("lamps/7", "7", "Lamp 7 was not found.")]
    [InlineData("unnamed/7", "7", "Nothing was found at this path.")]
    [InlineData("task/7", "7", "Lamp 7 was not found.")]
    [InlineData("value-task/7", "7", "Lamp 7 was not found.")]
    [InlineData("outcome/7", "7", "Chair 7 was not found.")]
    [InlineData("refusal/7", "7", "Chair 7 was not found.")]
    public async Task Resource_that_is_not_there_is_missing(string path, string id, string message)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}", _host.Key);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var body = await BodyOf(response);
        Assert.Equal("not_found", body.GetProperty("code").GetString());
        Assert.Equal(message, body.GetProperty("message").GetString());
        var entry = await _host.FindAsync(body.GetProperty("id").GetString()!);
        Assert.Contains(id, entry!.Arguments, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unnamed/1")]
    [InlineData("task/1")]
    [InlineData("value-task/1")]
    [InlineData("outcome/1")]
    [InlineData("refusal/1")]
    public async Task Resource_is_taken_from_whatever_the_delegate_returns(string path)
    {
        using var response = await _host.SendAsync("GET", $"/shop/{path}", _host.Key);

        Assert.Equal("lamp 1", await TextOf(response));
    }

    [Theory]
    [InlineData("fine", 200, null)]
    [InlineData("refused", 409, "sold_out")]
    [InlineData("nothing", 200, null)]
    [InlineData("task", 409, "sold_out")]
    [InlineData("thrown", 409, "sold_out")]
    public async Task Rule_decides_by_what_it_returns(string rule, int status, string? code)
    {
        using var response = await _host.SendAsync(
            "POST",
            $"/shop/rules/{rule}",
            _host.Key,
            new StringContent("{\"name\":\"lamp\"}", Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, code is null ? null : (await BodyOf(response)).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("{\"name\":\"lamp\"}", 200, "shop lamp 1")]
    [InlineData("{\"name\":\"bench\"}", 422, "Field 'name' must be something of shop.")]
    [InlineData("{}", 422, "Field 'name' is required.")]
    public async Task Reader_of_fields_takes_services_the_caller_and_the_resource(string json, int status, string expected)
    {
        using var response = await _host.SendAsync("POST", "/shop/read/1", _host.Key, new StringContent(json, Encoding.UTF8, "application/json"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await TextOf(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name=lamp", 200, "shop lamp")]
    [InlineData("name=bench", 422, "Field 'name' must be something of shop.")]
    public async Task Reader_of_a_query_takes_services_and_the_caller(string query, int status, string expected)
    {
        using var response = await _host.SendAsync("GET", $"/shop/read?{query}", _host.Key);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(expected, await TextOf(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Value_of_the_path_that_cannot_be_read_names_the_parameter()
    {
        using var response = await _host.SendAsync("GET", "/shop/numbered/x", _host.Key);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Contains("'number'", (await BodyOf(response)).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 200, "nobody")]
    [InlineData("good", 200, "somebody")]
    [InlineData("bad", 401, null)]
    public async Task Optional_credential_is_read_where_there_is_one(string? key, int status, string? expected)
    {
        var sent = key switch { "good" => _host.Key, "bad" => "shop_live_nothing", _ => null };
        using var response = await _host.SendAsync("GET", "/shop/open", sent);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(expected, expected is null ? null : await TextOf(response));
    }

    [Theory]
    [InlineData("Authorization", "")]
    [InlineData("Authorization", " ")]
    [InlineData("Authorization", "Basic eA==")]
    [InlineData(null, "")]
    [InlineData(null, "garbage")]
    public async Task Optional_credential_that_is_presented_badly_is_refused(string? header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, header is null ? $"/shop/open?access_token={value}" : "/shop/open");
        if (header is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        using var response = await _host.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Decision_that_is_null_lets_nobody_pass()
    {
        using var response = await _host.SendAsync("GET", "/shop/undecided", _host.Key);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
    }

    [Fact]
    public async Task Optional_credential_without_scope_is_refused_where_a_scope_is_asked_for()
    {
        var (_, key) = await _host.IssueAsync();
        using var response = await _host.SendAsync("GET", "/shop/open", key);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Attributes_of_a_handler_say_what_conventions_say()
    {
        using var first = await _host.SendAsync("GET", "/shop/attributes", _host.Key);
        using var second = await _host.SendAsync("GET", "/shop/attributes", _host.Key);

        Assert.Equal("sold_out", (await BodyOf(first)).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
    }

    [Fact]
    public async Task Account_in_a_constructor_fails_with_a_reason_in_the_log()
    {
        using var response = await _host.SendAsync("GET", "/shop/ledger", _host.Key);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains(_log.Lines, line => line.Contains("Account is bound as a parameter of handlers and stage delegates", StringComparison.Ordinal));
    }

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet(
            "/lamps/{id}",
            (Resource<Lamp> lamp, Account account, ApiKey key) => $"lamp {lamp.Value.Id} of {account.Id} by {string.Join(' ', key.Scopes)}")
            .Resource((string id, Account account, Shelf shelf) => shelf.Find(account, id), "Lamp");
        shop.MapGet("/unnamed/{id}", Tell).Resource((string id, Shelf shelf) => shelf.Find(id));
        shop.MapGet("/task/{id}", Tell).Resource(
            async (string id, Shelf shelf, CancellationToken cancellation) => await shelf.FindAsync(id, cancellation),
            "Lamp");
        shop.MapGet("/value-task/{id}", Tell).Resource((string id, Shelf shelf) => new ValueTask<Lamp?>(shelf.Find(id)), "Lamp");
        shop.MapGet("/outcome/{id}", Tell).Resource(
            (string id, Shelf shelf) => shelf.Find(id) is { } lamp ? (Outcome<Lamp>)lamp : Refusal.Missing("Chair", id));
        shop.MapGet("/refusal/{id}", Tell).Resource(
            async (string id, Shelf shelf) => await shelf.FindAsync(id, default) is { } lamp ? (Outcome<Lamp>)lamp : Refusal.Missing("Chair", id));
        shop.MapGet("/numbered/{number}", () => "ok").Precondition(
            (int number) => number > 0 ? Decision.Pass : Refusal.WithCode("sold_out", ("what", number))).RaisesError("sold_out");
        shop.MapPost("/rules/{rule}", (Body<ShopOperations.NewThing> body) => body.Value.Name)
            .Body(ShopOperations.NewThing.Read)
            .Rules((string rule, Body<ShopOperations.NewThing> body) => rule == "refused" ? SoldOut(body.Value.Name) : Decision.Pass)
            .Rules((string rule, Shelf shelf) => shelf.Visit(rule))
            .Rules(async (string rule) =>
            {
                await Task.Yield();
                return rule == "task" ? SoldOut("task") : Decision.Pass;
            })
            .RaisesError("sold_out");
        shop.MapPost("/read/{id}", (Body<string> body) => body.Value)
            .Resource((string id, Shelf shelf) => shelf.Find(id))
            .Body(async (FieldReader fields, Account account, Resource<Lamp> lamp, Shelf shelf) =>
            {
                await shelf.FindAsync("1", default);
                return $"{ReadName(fields, account)} {lamp.Value.Id}";
            });
        shop.MapGet("/read", (Query<string> query) => query.Value)
            .Query((FieldReader fields, Account account, Shelf shelf) => shelf.Find("1") is null ? string.Empty : ReadName(fields, account));
        shop.MapGet(
            "/open",
            (ApiKey? key, Account? account) => key is null && account is null
                ? "nobody"
                : "somebody").OptionalCredential().AcceptsCredentialInQuery().RequireScope("things:read");
        shop.MapGet("/undecided", () => "ok").Rules(() => (Decision)null!);
        shop.MapGet("/attributes", [RaisesError("sold_out"), CountedUnder("once")] () => new ErrorResult(SoldOut("attribute")));
        shop.MapGet("/ledger", (Ledger ledger) => ledger.ToString());
    }

    private static string ReadName(FieldReader fields, Account account)
    {
        var name = fields.Text("name", required: true);
        if (name == "bench")
        {
            fields.Fault("name", $"must be something of {account.Api}");
        }

        return $"{account.Api} {name}";
    }

    private static string Tell(Resource<Lamp> lamp) => $"lamp {lamp.Value.Id}";

    private static Refusal SoldOut(string what) => Refusal.WithCode("sold_out", ("what", what));

    private static Task<string> TextOf(HttpResponseMessage response) => response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static async Task<JsonElement> BodyOf(HttpResponseMessage response) => JsonDocument.Parse(await TextOf(response)).RootElement;

    internal sealed record Lamp(string Id);

    internal sealed class Shelf
    {
        public Lamp? Find(string id) => id == "1" ? new Lamp(id) : null;

        public Lamp? Find(Account account, string id) => account.Api == "shop" ? Find(id) : null;

        public async Task<Lamp?> FindAsync(string id, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            return Find(id);
        }

        public void Visit(string rule)
        {
            if (rule == "thrown")
            {
                throw new ApiException(SoldOut("thrown"));
            }
        }
    }

    internal sealed class Ledger(Account account)
    {
        public override string ToString() => account.Id;
    }
}
