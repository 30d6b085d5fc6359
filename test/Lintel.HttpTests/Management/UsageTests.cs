using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Keys;
using Lintel.Requests;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Management;

/// <summary>Usage, by the management API.</summary>
public sealed class UsageTests : IAsyncLifetime
{
    private LintelHost _host = null!;
    private string _keyId = null!;
    private string _secret = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        var issued = await _host.ManageAsync(
            "POST",
            "/keys",
            new { accountId = "acct_operator", name = "usage", scopes = new[] { "accounts:read" }, expiresAt = _host.Clock.GetUtcNow().AddDays(10) });
        (_keyId, _secret) = (issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString());
        for (var i = 0; i < 5; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, i < 2 ? "/lintel/v1/accounts" : "/lintel/v1/audit");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
            using var response = await _host.Client.SendAsync(request);
        }
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Last_day_is_counted_by_api_and_code_and_by_whatever_is_asked_for()
    {
        var codes = await _host.ManageAsync("GET", "/usage");
        Assert.Equal("code", codes["by"]!.ToString());
        Assert.Equal(("lintel", 3, 3), RowOf(codes, "insufficient_scope"));

        var keys = await _host.ManageAsync("GET", $"/usage?by=key&value={_keyId}&bucket=minute");
        Assert.Equal(("lintel", 5, 3), RowOf(keys, _keyId));
        Assert.NotNull(keys["data"]![0]!["at"]);
        Assert.Equal(("lintel", 3, 3), RowOf(await _host.ManageAsync("GET", "/usage?by=operation&value=lintel.audit.search"), "lintel.audit.search"));
        Assert.Null(Assert.Single((await _host.ManageAsync("GET", "/usage?by=api"))["data"]!.AsArray())!["value"]);
    }

    [Fact]
    public async Task Filters_are_combined_as_far_as_pairs_are_counted_and_refused_by_name_beyond()
    {
        var codes = await _host.ManageAsync("GET", $"/usage?by=code&keyId={_keyId}");
        Assert.Equal(("lintel", 3, 3), RowOf(codes, "insufficient_scope"));
        Assert.Equal(5, codes["data"]!.AsArray().Sum(row => (int)row!["requests"]!));
        Assert.Equal(("lintel", 3, 3), RowOf(await _host.ManageAsync("GET", $"/usage?by=operation&keyId={_keyId}"), "lintel.audit.search"));
        Assert.Equal(("lintel", 3, 3), RowOf(await _host.ManageAsync("GET", "/usage?by=key&code=insufficient_scope&bucket=hour"), _keyId));
        Assert.Equal(
            ("lintel", 3, 3),
            RowOf(await _host.ManageAsync("GET", "/usage/top?of=operation&code=insufficient_scope&where=refused"), "lintel.audit.search"));
        Assert.Equal(
            ("lintel", 3, 3),
            RowOf(await _host.ManageAsync("GET", "/usage?by=code&accountId=acct_operator&code=insufficient_scope"), "insufficient_scope"));
        Assert.Equal(5, (int)Assert.Single((await _host.ManageAsync("GET", $"/usage?by=api&keyId={_keyId}"))["data"]!.AsArray())!["requests"]!);

        var calls = new ManagementCalls(_host);
        foreach (var (query, field) in new[]
        {
            ("/usage?by=address&code=insufficient_scope", "code"),
            ("/usage?by=account&keyId=key_0", "keyId"),
            ("/usage?by=code&accountId=acct_1&operation=get", "operation"),
            ("/usage?by=code&value=a&code=b", "value"),
        })
        {
            var refused = await calls.SendAsync(null, "GET", query);
            Assert.Equal(field, Assert.Single(refused.Body!["errors"]!.AsArray())!["field"]!.ToString());
        }
    }

    [Fact]
    public async Task Usage_of_a_filter_that_was_counted_with_others_is_told_as_the_rest()
    {
        var log = _host.Services.GetRequiredService<RequestLogWriter>();
        for (var i = 0; i < 250; i++)
        {
            log.Take(new RequestRecord
            {
                Id = $"req_{i:x16}",
                At = _host.Clock.GetUtcNow(),
                Api = "other",
                Operation = "list",
                Method = "GET",
                Route = "/",
                Status = 404,
                Code = $"code_{i:000}",
                KeyId = "key_busy",
                Duration = TimeSpan.Zero,
            });
        }

        var listed = (await _host.ManageAsync("GET", "/usage?by=code&keyId=key_busy&limit=200"))["data"]!.AsArray();
        var all = await _host.ManageAsync("GET", "/usage?by=key&value=key_busy");

        Assert.Equal(("other", 250, 250), RowOf(all, "key_busy"));
        Assert.Equal(250, listed.Sum(row => (int)row!["requests"]!));
        Assert.InRange((int)listed.Single(row => row!["value"]?.ToString() == "(other)")!["requests"]!, 50, 60);
    }

    [Fact]
    public async Task Keys_tell_when_and_from_where_they_were_used_last()
    {
        await _host.ManageAsync("GET", "/usage");
        var key = await _host.ManageAsync("GET", $"/keys/{_keyId}");
        Assert.Equal(_host.Clock.GetUtcNow(), (DateTimeOffset)key["lastUsedAt"]!);
        Assert.NotNull(key["lastUsedAddress"]);

        var unused = (await _host.ManageAsync("POST", "/keys", new { accountId = "acct_operator", name = "unused" }))["key"]!;
        Assert.Null(unused["lastUsedAt"]);
        var listed = (await _host.ManageAsync("GET", "/keys?unusedSince=2020-01-01"))["data"]!.AsArray();
        Assert.Equal([unused["id"]!.ToString()], listed.Select(key => key!["id"]!.ToString()));
    }

    [Fact]
    public async Task Refused_keys_are_listed_and_those_in_use_that_expire_soon()
    {
        Assert.Equal(_keyId, (await _host.ManageAsync("GET", "/usage/top?of=key&where=refused"))["data"]!.AsArray().Single()!["value"]!.ToString());
        Assert.Empty((await _host.ManageAsync("GET", "/usage/impatient"))["data"]!.AsArray());

        // Whole days beyond two, which are much fewer than their hours.
        var week = await _host.ManageAsync("GET", $"/usage/top?of=key&from={_host.Clock.GetUtcNow().AddDays(-7).UtcDateTime:O}");
        Assert.Equal(_host.Clock.GetUtcNow().UtcDateTime.Date.AddDays(-7), ((DateTimeOffset)week["from"]!).UtcDateTime);

        var expiring = Assert.Single((await _host.ManageAsync("GET", "/usage/expiring?days=14"))["data"]!.AsArray())!;
        Assert.Equal((_keyId, 5), (expiring["keyId"]!.ToString(), (int)expiring["requests"]!));
        Assert.Empty((await _host.ManageAsync("GET", "/usage/expiring?days=9"))["data"]!.AsArray());
    }

    [Fact]
    public async Task Keys_that_expire_are_found_however_many_are_not_used_and_those_that_end_first_come_first()
    {
        var end = _host.Clock.GetUtcNow().AddDays(3);
        var sooner = new List<(string Id, string Secret)>();
        for (var i = 0; i < 12; i++)
        {
            var issued = await _host.ManageAsync(
                "POST", "/keys", new { accountId = "acct_operator", name = "sooner", scopes = new[] { "accounts:read" }, expiresAt = end });
            sooner.Add((issued["key"]!["id"]!.ToString(), issued["secret"]!.ToString()));
        }

        var used = sooner.OrderBy(key => key.Id, StringComparer.Ordinal).TakeLast(2).ToArray();
        foreach (var (_, secret) in used)
        {
            await new ManagementCalls(_host).StatusWith(secret);
        }

        var first = await _host.ManageAsync("GET", "/usage/expiring?limit=2");
        var rest = await _host.ManageAsync("GET", $"/usage/expiring?limit=2&cursor={first["cursor"]}");
        Assert.Equal(used.Select(key => key.Id), first["data"]!.AsArray().Select(key => key!["keyId"]!.ToString()));
        Assert.Equal((_keyId, null), (Assert.Single(rest["data"]!.AsArray())!["keyId"]!.ToString(), (string?)rest["cursor"]));
        Assert.Equal(_host.Clock.GetUtcNow(), (DateTimeOffset)first["data"]![0]!["lastUsedAt"]!);
    }

    [Fact]
    public async Task Key_is_in_use_also_where_it_is_not_counted_apart()
    {
        var account = await new ManagementCalls(_host).NewAccountAsync();
        var keys = Enumerable.Range(0, 300).Select(number => $"key_crowd{number:000}").ToArray();
        foreach (var id in keys)
        {
            await _host.Services.GetRequiredService<IKeyStore>().AddAsync(
                new ApiKey
                {
                    Id = id,
                    Api = "lintel",
                    AccountId = account,
                    Environment = "live",
                    Name = "crowd",
                    State = KeyState.Active,
                    ExpiresAt = _host.Clock.GetUtcNow().AddDays(1),
                    CreatedAt = _host.Clock.GetUtcNow(),
                },
                TestContext.Current.CancellationToken);
            _host.Services.GetRequiredService<RequestLogWriter>().Take(new RequestRecord
            {
                Id = $"req_{id}",
                At = _host.Clock.GetUtcNow(),
                Api = "lintel",
                Method = "GET",
                Route = "/",
                Status = 200,
                Duration = TimeSpan.FromMilliseconds(1),
                KeyId = id,
            });
        }

        var first = await _host.ManageAsync("GET", "/usage/expiring?limit=200");
        var rest = await _host.ManageAsync("GET", $"/usage/expiring?limit=200&cursor={first["cursor"]}");

        Assert.Equal([.. keys, _keyId], first["data"]!.AsArray().Concat(rest["data"]!.AsArray()).Select(key => key!["keyId"]!.ToString()));
    }

    [Theory]
    [InlineData("/usage/expiring?cursor=key_a", "cursor")]
    [InlineData("/usage?bucket=minute&from=2020-01-01", "bucket")]
    [InlineData("/usage?by=colour", "by")]
    [InlineData("/usage?from=2026-01-02&to=2026-01-01", "from")]
    [InlineData("/usage?bucket=hour&limit=21", "limit")]
    [InlineData("/usage/top", "of")]
    public async Task Usage_that_cannot_be_counted_names_the_parameter(string path, string field)
    {
        var reply = await new ManagementCalls(_host).SendAsync(null, "GET", path);

        Assert.Equal(field, Assert.Single(reply.Body!["errors"]!.AsArray())!["field"]!.ToString());
    }

    private static (string Api, int Requests, int Errors) RowOf(JsonNode usage, string value)
    {
        var row = usage["data"]!.AsArray().Single(row => row!["value"]?.ToString() == value)!;
        return (row["api"]!.ToString(), (int)row["requests"]!, (int)row["errors"]!);
    }
}
