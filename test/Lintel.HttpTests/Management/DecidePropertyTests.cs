using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Lintel.AspNetCore;
using Lintel.HttpTests.Door;
using Lintel.Keys;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>
/// Decide says of a request what the request then gets: keys in every state, scopes, addresses, limits, paths, methods and bodies by chance.
/// <c>LINTEL_PROPERTY_REQUESTS=10000</c> makes it a long run.
/// </summary>
public sealed class DecidePropertyTests : IAsyncLifetime
{
    private const int DefaultRequests = 500;
    private const int Keys = 60;
    private const int Seed = 20261130;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "BREW"];
    private static readonly string[] Paths =
    [
        "/shop/things", "/shop/things?page=2", "/shop/things?page=x", "/shop/things/1", "/shop/things/404", "/shop/things/two", "/shop/few", "/shop/open",
        "/shop/sold", "/shop/nothing", "/shop", "/shop/things/", "/shop/Things", "/shop/th%69ngs", $"/shop/{new string('x', 1_100)}",
    ];

    private static readonly string?[] Bodies =
    [
        null, "", "{}", """{"name":"lamp"}""", """{"name":5}""", """{"name":"lamp","color":"red"}""", """{"name":"a","name":"b"}""", "[1]", "nonsense",
        $$"""{"name":"{{new string('x', 5_000)}}"}""", """{"name":" "}""",
    ];

    private static readonly string?[] Types = [null, "application/json", "application/json; charset=utf-8", "text/plain", "application/problem+json"];

    private readonly Random _random = new(Seed);
    private DoorHost _host = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await DoorHost.StartAsync(
        Map,
        options => options.FailedAuthenticationsPerMinute = 40,
        contract: contract => contract
            .Replace("[credential, key, limit,", "[credential, key, address, limit,", StringComparison.Ordinal)
            .Replace("limits:", "limits:\n  - { name: few, per: key, allow: 3, window: 1 minute, named: true, headers: ietf }", StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Request_gets_what_was_decided()
    {
        var keys = new List<(string? Text, ApiKey? Stored)> { (null, null), ("shop_live_nonsense", null) };
        for (var i = 0; i < Keys; i++)
        {
            keys.Add(await MakeKeyAsync());
        }

        var decided = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Count(); i++)
        {
            var (text, stored) = Any(keys);
            var request = MakeRequest(text, stored);
            var result = await _host.Services.GetRequiredService<Rehearsals>().DecideAsync(request, "req_0", IPAddress.Loopback, Token);
            var said = result.Explanation.Error?.Code ?? "pass";

            var (status, code) = await SendAsync(request with { KeyText = text });

            // A handler may refuse what the guards have let pass; here it never does.
            Assert.True(
                (code ?? "pass") == said,
                $"Request {i}, {request.Method} {request.Target} with a key that is {stored?.State} and a body of {request.Body?.Length} bytes: decided {said}, "
                    + $"was {status} {code}.");
            Assert.Empty(result.NotEvaluated);
            decided[said] = decided.GetValueOrDefault(said) + 1;
            _host.Clock.Advance(TimeSpan.FromSeconds(_random.Next(3) / 2));
        }

        // The cases are worth the name.
        string[] codes =
        [
            "pass", "bad_key", "unauthenticated", "forbidden", "rate", "not_found", "no_method", "no_scope", "invalid", "malformed", "sold_out", "media_type",
        ];
        Assert.Empty(codes.Except(decided.Keys));
    }

    private static int Count() =>
        WholeNumberText.TryParse(Environment.GetEnvironmentVariable("LINTEL_PROPERTY_REQUESTS"), out int count) ? count : DefaultRequests;

    private static void Map(RouteGroupBuilder shop)
    {
        shop.MapGet("/things", () => "ok").RequireScope("things:read").Query((FieldReader fields) => fields.Integer("page")).WithoutSideEffects();
        shop.MapPost("/things", () => "ok").RequireScope("things:write").Body(fields => fields.Text("name", required: true, max: 20));
        shop.MapGet("/things/{id:int}", () => "ok").RequireScope("things:read").Resource((int id) => id == 404 ? null : "thing").WithoutSideEffects();
        shop.MapPut("/few", () => "ok").CountedUnder("few");
        shop.MapGet("/open", () => "ok").AllowAnonymous();
        shop.MapGet("/sold", () => "ok").Rules(() => (Decision)Refusal.WithCode("sold_out", ("what", "It"))).RaisesError("sold_out").WithoutSideEffects();
    }

    private RehearsedRequest MakeRequest(string? text, ApiKey? stored)
    {
        var byId = stored is not null && _random.Next(2) == 0;
        var method = _random.Next(3) == 0 ? Any(Methods) : Any(["GET", "POST"]);
        var body = method is "POST" or "PUT" or "PATCH" ? Any(Bodies) : null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (body is not null && (_random.Next(3) > 0 ? "application/json" : Any(Types)) is { } type)
        {
            headers["Content-Type"] = type;
        }

        return new RehearsedRequest
        {
            Api = "shop",
            Method = method,
            Target = Any(Paths),
            StoredKey = byId ? stored : null,
            KeyText = byId ? null : text,
            Address = IPAddress.Loopback,
            Headers = headers,
            Body = body is null ? null : Encoding.UTF8.GetBytes(body),
        };
    }

    private async Task<(string? Text, ApiKey? Stored)> MakeKeyAsync()
    {
        var keys = _host.Services.GetRequiredService<KeyService>();
        var (account, text) = await _host.IssueAsync([.. new[] { "things:read", "things:write" }.Where(_ => _random.Next(3) > 0)]);
        var key = (await _host.Stores.Keys.ListAsync(new KeyQuery(account, null, null, 10), Token)).Single();
        if (_random.Next(4) == 0)
        {
            IPNetwork network = _random.Next(2) == 0 ? new(IPAddress.Loopback, 32) : IPNetwork.Parse("203.0.113.0/24");
            await keys.EditAsync(key.Id, new KeyEdit { Addresses = [network] }, null, Token);
        }

        await ((Task)(_random.Next(8) switch
        {
            0 => keys.DisableAsync(key.Id, null, Token),
            1 => keys.RevokeAsync(key.Id, null, Token),
            2 => keys.EditAsync(key.Id, new KeyEdit { Expiry = new KeyExpiry(_host.Clock.GetUtcNow().AddSeconds(_random.Next(600))) }, null, Token),
            3 => keys.DeleteAsync(key.Id, null, Token),
            _ => Task.CompletedTask,
        }));
        return (text, await _host.Stores.Keys.FindAsync(key.Id, Token));
    }

    private async Task<(HttpStatusCode Status, string? Code)> SendAsync(RehearsedRequest request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Target)
        {
            Content = request.Body is null ? null : new ByteArrayContent(request.Body),
        };
        if (request.KeyText is not null)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {request.KeyText}");
        }

        foreach (var (name, value) in request.Headers)
        {
            message.Content!.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _host.Client.SendAsync(message, Token);
        var text = await response.Content.ReadAsStringAsync(Token);
        return (response.StatusCode, response.IsSuccessStatusCode ? null : await CodeOfAsync(response, text));
    }

    // An answer to HEAD has no body; the log has its code.
    private async Task<string?> CodeOfAsync(HttpResponseMessage response, string text)
    {
        if (text.Length == 0)
        {
            return (await _host.FindAsync(response.Headers.GetValues("X-Request-Id").Single()))?.Code;
        }

        using var body = JsonDocument.Parse(text);
        return body.RootElement.GetProperty("code").GetString();
    }

    private T Any<T>(IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
