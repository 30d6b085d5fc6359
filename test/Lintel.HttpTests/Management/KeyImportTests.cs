using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Lintel.HttpTests.Harness;
using Lintel.Management;

namespace Lintel.HttpTests.Management;

/// <summary>Keys that were issued elsewhere are imported over HTTP and open unchanged.</summary>
public sealed class KeyImportTests : IAsyncLifetime
{
    private const string Jobs = "/fieldservice/api/v1/jobs?per_page=1";

    private LintelHost _host = null!;
    private string _account = null!;

    private ManagementCalls Calls => new(_host);

    public async ValueTask InitializeAsync()
    {
        _host = await LintelHost.StartAsync(new LintelHostOptions { Demo = false });
        _account = await Calls.NewAccountAsync("fieldservice");
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task A_thousand_foreign_keys_are_imported_and_each_opens_on_its_first_request()
    {
        string[] keys = [.. Enumerable.Range(0, 1000).Select(i => (i % 4) switch
        {
            0 => Convert.ToHexString(RandomNumberGenerator.GetBytes(16)),
            1 => $"sk_live_{Base62.Random(24)}",
            2 => $"unkey_{Base62.Random(22)}",
            _ => $"{Base62.Random(8)}-{Base62.Random(4)}-{Base62.Random(12)}",
        })];
        string[] accounts = [.. await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Calls.NewAccountAsync("fieldservice")))];

        var imported = await ImportAsync([.. keys.Select((key, i) => Item(key, account: accounts[i / 50]))]);

        Assert.Equal((HttpStatusCode.OK, 1000, 0), (imported.Status, imported.Body!["imported"]!.GetValue<int>(), imported.Body["skipped"]!.GetValue<int>()));
        for (var i = 0; i < keys.Length; i++)
        {
            Assert.Equal(HttpStatusCode.OK, (await OpenAsync(keys[i])).StatusCode);
        }
    }

    [Fact]
    public async Task Imported_key_has_everything_that_came_with_it()
    {
        var end = _host.Clock.GetUtcNow().AddDays(30);
        var item = new
        {
            digest = Convert.ToBase64String(SHA256.HashData("legacy-1"u8)),
            encoding = "base64",
            prefix = "legacy",
            accountId = _account,
            name = "till",
            scopes = new[] { "jobs:read" },
            addresses = new[] { "203.0.113.0/24" },
            expiresAt = end,
            metadata = new { customer = "42", note = "old" },
            environment = "test",
        };

        var imported = await ImportAsync([item]);
        var id = imported.Body!["keys"]![0]!["id"]!.ToString();
        var key = (await Calls.SendAsync(null, "GET", $"/keys/{id}")).Body!;

        Assert.Equal("imported", imported.Body["keys"]![0]!["outcome"]!.ToString());
        Assert.Equal(
            (_account, "till", "test", "legacy…"),
            (key["accountId"]!.ToString(), key["name"]!.ToString(), key["environment"]!.ToString(), key["secrets"]![0]!["hint"]!.ToString()));
        Assert.Equal("""{"customer":"42","note":"old"}""", key["metadata"]!.ToJsonString());
        Assert.Equal(["jobs:read", "203.0.113.0/24"], [key["scopes"]![0]!.ToString(), key["addresses"]![0]!.ToString()]);
        Assert.Equal(end, key["expiresAt"]!.GetValue<DateTimeOffset>());
        Assert.Equal(id, (await Calls.SendAsync(null, "POST", "/keys/find", new { key = "legacy-1" })).Body!["id"]!.ToString());
        Assert.Equal(id, (await Calls.SendAsync(null, "GET", $"/keys?accountId={_account}")).Body!["data"]![0]!["id"]!.ToString());
    }

    [Fact]
    public async Task Metadata_is_edited_as_a_whole()
    {
        var issued = await Calls.SendAsync(null, "POST", "/keys", new { accountId = _account, name = "k", metadata = new { a = "1" } });
        var renamed = await Calls.SendAsync(null, "PATCH", $"/keys/{issued.KeyId}", new { name = "renamed" });
        var changed = await Calls.SendAsync(null, "PATCH", $"/keys/{issued.KeyId}", new { metadata = new { b = "2" } });
        var wrong = await Calls.SendAsync(null, "PATCH", $"/keys/{issued.KeyId}", new { metadata = new { b = 2 } });

        Assert.Equal("""{"a":"1"}""", renamed.Body!["metadata"]!.ToJsonString());
        Assert.Equal("""{"b":"2"}""", changed.Body!["metadata"]!.ToJsonString());
        Assert.Equal("metadata.b", FieldsOf(wrong).Single());
    }

    [Fact]
    public async Task Imported_key_is_revoked_and_rotated_on_the_next_request()
    {
        var ids = (await ImportAsync([Item("first"), Item("second")])).Body!["keys"]!.AsArray().Select(key => key!["id"]!.ToString()).ToArray();
        await Calls.SendAsync(null, "POST", $"/keys/{ids[0]}/revoke");
        var rotated = await Calls.SendAsync(null, "POST", $"/keys/{ids[1]}/rotate", new { overlapSeconds = 0 });

        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync("first")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync("second")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync(rotated.Secret)).StatusCode);
    }

    [Fact]
    public async Task Imported_key_opens_after_a_restart()
    {
        await ImportAsync([Item("legacy, with a comma")]);
        await _host.RestartAsync();

        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("legacy, with a comma")).StatusCode);
    }

    [Fact]
    public async Task Imported_key_of_other_letters_opens_as_utf_8()
    {
        await ImportAsync([Item("schlüssel-€")]);
        using var client = new HttpClient(
            new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 })
        { BaseAddress = new Uri(_host.BaseUrl) };
        using var request = new HttpRequestMessage(HttpMethod.Get, Jobs);
        request.Headers.TryAddWithoutValidation("X-API-Key", "schlüssel-€");

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Answers_for_bad_keys_are_the_same_bytes_before_and_after_an_import()
    {
        string[] texts = ["nonsense", "a, b", "fsm_live_x", new string('x', 600)];
        var before = await AnswersAsync();

        await ImportAsync([Item("imported")]);

        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("imported")).StatusCode);
        Assert.Equal(before, await AnswersAsync());

        async Task<string[]> AnswersAsync()
        {
            var answers = new List<string>();
            foreach (var text in texts)
            {
                using var response = await OpenAsync(text);
                var body = await response.Content.ReadAsStringAsync();
                answers.Add(
                    $"{(int)response.StatusCode} {body.Replace(response.Headers.GetValues("X-Request-Id").Single(), "", StringComparison.Ordinal)} {response.Headers.WwwAuthenticate}");
            }

            return [.. answers];
        }
    }

    [Fact]
    public async Task Every_fault_names_its_key_and_field_and_nothing_is_imported()
    {
        object[] keys =
        [
            Item("good"),
            Item("unknown account", account: "acct_none"),
            Item("unknown scope", scopes: "jobs:none"),
            Item("good"),
        ];

        var refused = await ImportAsync(keys);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_request"), (refused.Status, refused.Code));
        Assert.Equal(["keys[1].accountId", "keys[2].scopes[0]", "keys[3].digest"], FieldsOf(refused));
        Assert.Contains("the same as that of keys[0]", refused.Body!["errors"]![2]!["message"]!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync("good")).StatusCode);
        Assert.Empty((await Calls.SendAsync(null, "GET", $"/keys?accountId={_account}")).Body!["data"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"digest":"2bb80d"}""", "digest")]
    [InlineData("""{}""", "digest")]
    [InlineData("""{"digest":5}""", "digest")]
    [InlineData("""{"digest":"DIGEST","encoding":"base64"}""", "digest")]
    [InlineData("""{"digest":"DIGEST","encoding":"md5"}""", "encoding")]
    [InlineData("""{"digest":"DIGEST","prefix":""}""", "prefix")]
    [InlineData("""{"digest":"DIGEST","prefix":"seventeen letters"}""", "prefix")]
    [InlineData("""{"digest":"DIGEST","expiresAt":"2001-01-01"}""", "expiresAt")]
    [InlineData("""{"digest":"DIGEST","secret":"x"}""", "secret")]
    [InlineData("""{"digest":"DIGEST","key":"sk_live_1"}""", "key")]
    [InlineData("""{"digest":"DIGEST","metadata":{"a":null}}""", "metadata.a")]
    public async Task Member_that_is_no_good_is_a_fault_of_its_own(string json, string field)
    {
        var key = JsonNode.Parse(json.Replace("DIGEST", Digest("good"), StringComparison.Ordinal))!.AsObject();
        key["accountId"] = _account;
        key["name"] = "k";

        var refused = await ImportAsync([Item("other"), key]);

        Assert.Equal((HttpStatusCode.UnprocessableEntity, $"keys[1].{field}"), (refused.Status, Assert.Single(FieldsOf(refused))));
    }

    [Fact]
    public async Task Import_has_between_one_and_a_thousand_keys()
    {
        Assert.Equal("keys", FieldsOf(await ImportAsync([])).Single());
        Assert.Equal("keys", FieldsOf(await ImportAsync([.. Enumerable.Range(0, 1001).Select(i => Item($"k{i}"))])).Single());
        Assert.Equal("keys", FieldsOf(await Calls.SendAsync(null, "POST", "/keys/import", new { })).Single());
        var large = await ImportAsync(
            [.. Enumerable.Range(0, 1000).Select(i => new { digest = Digest($"k{i}"), accountId = _account, name = new string('x', 1100) })]);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "body_too_large"), (large.Status, large.Code));
    }

    [Fact]
    public async Task Key_that_is_there_is_refused_unless_it_may_be_skipped()
    {
        await ImportAsync([Item("old")]);

        var refused = await ImportAsync([Item("new"), Item("old")]);
        var skipped = await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("new"), Item("old") }, skipExisting = true });

        Assert.Equal("keys[1].digest", FieldsOf(refused).Single());
        Assert.Equal((1, 1), (skipped.Body!["imported"]!.GetValue<int>(), skipped.Body["skipped"]!.GetValue<int>()));
        Assert.Equal(["imported", "skipped"], skipped.Body["keys"]!.AsArray().Select(key => key!["outcome"]!.ToString()));
    }

    [Fact]
    public async Task Dry_run_checks_everything_and_writes_nothing()
    {
        var checkedOnly = await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("new") }, dryRun = true });

        Assert.Equal((true, 1), (checkedOnly.Body!["dryRun"]!.GetValue<bool>(), checkedOnly.Body["imported"]!.GetValue<int>()));
        Assert.Null(checkedOnly.Body["keys"]![0]!["id"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await OpenAsync("new")).StatusCode);
        Assert.Equal(
            "keys[0].scopes[0]",
            FieldsOf(await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("new", scopes: "none") }, dryRun = true })).Single());
    }

    [Fact]
    public async Task Nobody_imports_a_key_with_more_rights_than_their_own()
    {
        var (_, clerk) = await Calls.IssueAsync("keys:write");
        var (_, reader) = await Calls.IssueAsync("keys:read");
        var management = await Calls.NewAccountAsync();
        object[] keys =
        [
            Item("fine", account: management, scopes: "keys:read"),
            Item("wide", account: management, scopes: "accounts:write"),
            Item("operator", account: OperatorAccess.AccountId, scopes: "keys:read"),
            new { digest = Digest("limits"), accountId = management, name = "k", limits = new Dictionary<string, int> { ["requests"] = 10 } },
        ];

        var refused = await Calls.SendAsync(clerk, "POST", "/keys/import", new { keys });

        Assert.Equal(["keys[1].scopes", "keys[2].accountId", "keys[3].limits"], FieldsOf(refused));
        Assert.Equal(HttpStatusCode.Unauthorized, await Calls.StatusWith("fine"));
        Assert.Equal(HttpStatusCode.Forbidden, (await Calls.SendAsync(reader, "POST", "/keys/import", new { keys })).Status);
        Assert.Equal(HttpStatusCode.OK, (await Calls.SendAsync(clerk, "POST", "/keys/import", new { keys = keys[..1] })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, await Calls.StatusWith("fine"));
    }

    [Fact]
    public async Task Key_with_an_end_imports_no_management_key_that_outlives_it()
    {
        var management = await Calls.NewAccountAsync();
        var issued = await Calls.SendAsync(
            null,
            "POST",
            "/keys",
            new { accountId = management, name = "k", scopes = new[] { "keys:write" }, expiresAt = _host.Clock.GetUtcNow().AddDays(1) });

        var refused = await Calls.SendAsync(
            issued.Secret,
            "POST",
            "/keys/import",
            new { keys = new[] { Item("long", account: management, scopes: "keys:read") } });

        Assert.Equal("keys[0].accountId", FieldsOf(refused).Single());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("import-1")]
    public async Task Import_is_in_the_audit_log_with_the_number_of_its_keys(string? idempotencyKey)
    {
        await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("one"), Item("two") } }, idempotencyKey);
        await ImportAsync([Item("three", account: "acct_none")]);
        await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("four") }, dryRun = true });

        var entries = (await Calls.SendAsync(null, "GET", "/audit?operation=POST%20/lintel/v1/keys/import")).Body!["data"]!.AsArray();

        Assert.Equal(
            [(null, "request.invalid"), ("2 keys", "done")],
            entries.Select(entry => (entry!["target"]?.ToString(), entry["outcome"]!.ToString())));
        Assert.All(entries, entry => Assert.Equal(OperatorAccess.AccountId, entry!["accountId"]!.ToString()));
    }

    [Fact]
    public async Task Import_that_is_repeated_with_its_idempotency_key_is_made_once()
    {
        var body = new { keys = new[] { Item("one") } };

        var first = await Calls.SendAsync(null, "POST", "/keys/import", body, "import-1");
        var again = await Calls.SendAsync(null, "POST", "/keys/import", body, "import-1");
        var other = await Calls.SendAsync(null, "POST", "/keys/import", new { keys = new[] { Item("two") } }, "import-1");

        Assert.Equal(first.Body!.ToJsonString(), again.Body!.ToJsonString());
        Assert.Equal("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.Status);
    }

    [Fact]
    public async Task Imported_key_of_the_panel_is_shown_without_a_public_id()
    {
        var account = await Calls.NewAccountAsync("panel");
        await ImportAsync([new { digest = Digest("legacy"), prefix = "leg", accountId = account, name = "old" }]);

        var shown = Lintel.Panel.KeyView.Of(new Lintel.Panel.ManagementKey(await FindAsync("legacy"), null, null));

        Assert.Equal((string.Empty, string.Empty, "old"), (shown.PublicId, shown.KeyLast4, shown.Name));
    }

    [Fact]
    public async Task Digest_and_text_are_in_no_file_of_the_store()
    {
        await ImportAsync([Item("a-rare-legacy-text")]);
        await OpenAsync("a-rare-legacy-text");
        var digest = SHA256.HashData("a-rare-legacy-text"u8);
        await _host.StopAsync();

        foreach (var file in Directory.GetFiles(_host.DataDirectory, "*.db"))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            Assert.True(bytes.AsSpan().IndexOf(digest.AsSpan(0, 16)) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(digest))) < 0, file);
            Assert.True(bytes.AsSpan().IndexOf("a-rare-legacy-text"u8) < 0, file);
        }

        await _host.RestartAsync();
    }

    private async Task<ApiKey> FindAsync(string text) =>
        (await Microsoft.Extensions.DependencyInjection.ServiceProviderServiceExtensions.GetRequiredService<Lintel.Keys.KeyFinder>(_host.Services).FindAsync(
            text,
            CancellationToken.None))!;

    private Task<ManagementReply> ImportAsync(object[] keys) => Calls.SendAsync(null, "POST", "/keys/import", new { keys });

    private object Item(string key, string? account = null, string scopes = "jobs:read") =>
        new { digest = Digest(key), accountId = account ?? _account, name = "k", scopes = new[] { scopes } };

    private async Task<HttpResponseMessage> OpenAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Jobs);
        request.Headers.TryAddWithoutValidation("X-API-Key", key);
        return await _host.Client.SendAsync(request);
    }

    private static string[] FieldsOf(ManagementReply reply) => [.. reply.Body!["errors"]!.AsArray().Select(fault => fault!["field"]!.ToString())];

    private static string Digest(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
