using System.Security.Cryptography;
using System.Text;
using Lintel.Caching;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

/// <summary>Keys that were issued elsewhere come in by their digests, all of an import or none.</summary>
public sealed class KeyImporterTests
{
    private const string Unknown = "credential.unknown";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, FieldFaultKind> Faulty => new()
    {
        { "account", "keys[1].accountId", FieldFaultKind.Other },
        { "scope", "keys[1].scopes[0]", FieldFaultKind.OneOf },
        { "name", "keys[1].name", FieldFaultKind.TooShort },
        { "expiry", "keys[1].expiresAt", FieldFaultKind.Other },
        { "prefix", "keys[1].prefix", FieldFaultKind.Format },
        { "environment", "keys[1].environment", FieldFaultKind.Format },
        { "metadata", "keys[1].metadata.note", FieldFaultKind.TooLong },
        { "members", "keys[1].metadata", FieldFaultKind.TooMany },
        { "names", "keys[1].metadata", FieldFaultKind.Format },
        { "limit", "keys[1].limits.none", FieldFaultKind.Unknown },
        { "twice", "keys[1].digest", FieldFaultKind.Other },
    };

    [Theory]
    [InlineData("sk_4eC39HqLyjWDarjtT1zdp7dc")]
    [InlineData("x")]
    [InlineData("two words, and a comma")]
    [InlineData("schlüssel-€")]
    [InlineData("tk_live_abcdefghijk_nonsense")]
    public async Task Imported_key_opens_on_its_first_request_whatever_its_text(string text)
    {
        foreach (var account in (string[])[KeyHarness.Own, KeyHarness.Opaque])
        {
            var harness = await KeyHarness.StartAsync();
            Assert.Equal(Unknown, await harness.TryAsync(text, account));

            var item = Assert.Single(await harness.ImportAsync(KeyHarness.Foreign(text, account)));

            Assert.Null(await harness.TryAsync(text, account));
            Assert.True(item.IsNew);
            Assert.Equal(account, (await harness.Store.FindAsync(item.Id!, Token))!.AccountId);
        }
    }

    [Theory]
    [InlineData(KeyHarness.Own)]
    [InlineData(KeyHarness.Opaque)]
    public async Task Imported_key_may_have_the_form_of_the_contracts_keys(string account)
    {
        var harness = await KeyHarness.StartAsync();
        var contract = account == KeyHarness.Own ? TestContracts.Own : TestContracts.Opaque;
        var text = KeyText.Generate(contract.Keys!, "live");
        Assert.Equal(Unknown, await harness.TryAsync(text, account));

        await harness.ImportAsync(KeyHarness.Foreign(text, account));

        Assert.Null(await harness.TryAsync(text, account));
    }

    [Fact]
    public async Task Imported_text_that_was_unknown_a_moment_ago_opens_at_once()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.ImportAsync(KeyHarness.Foreign("first"));
        Assert.Equal(Unknown, await harness.TryAsync("second"));

        await harness.ImportAsync(KeyHarness.Foreign("second"));

        Assert.Null(await harness.TryAsync("second"));
    }

    [Fact]
    public async Task Nothing_stored_is_the_digest_or_can_be_computed_from_it_alone()
    {
        var harness = await KeyHarness.StartAsync();
        var foreign = KeyHarness.Foreign("1234");
        var id = (await harness.ImportAsync(foreign with { Prefix = "12" }))[0].Id!;

        var secret = Assert.Single((await harness.Store.FindAsync(id, Token))!.Secrets);

        Assert.Equal((SecretHash.Imported, 1, "12…"), (secret.Algorithm, secret.PepperVersion, secret.Hint));
        Assert.Equal(secret.Hash.First, secret.Handle.Value);
        Assert.NotEqual(foreign.Digest, secret.Hash);
        Assert.NotEqual(
            SecretDigest.Of(HMACSHA256.HashData(Encoding.UTF8.GetBytes("0123456789abcdef0123456789abcdef"), foreign.Digest.ToArray())),
            secret.Hash);
    }

    [Fact]
    public async Task Api_without_imports_asks_no_store_for_a_text_of_bad_form()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.ImportAsync(KeyHarness.Foreign("imported", KeyHarness.Opaque));

        Assert.Equal(Unknown, await harness.TryAsync("imported"));
        Assert.Equal(Unknown, await harness.TryAsync("nonsense"));

        Assert.Equal(0, await LookupsOfAsync(harness, "nonsense"));
    }

    [Fact]
    public async Task Unknown_text_costs_one_look_up_and_one_more_where_it_has_the_form_of_a_key()
    {
        var harness = await KeyHarness.StartAsync();
        var known = (await harness.IssueAsync()).Secret;
        await harness.ImportAsync(KeyHarness.Foreign("imported"));
        var unknown = KeyText.Generate(TestContracts.Own.Keys!, "live");

        Assert.Equal((1, 0), (await LookupsOfAsync(harness, "nonsense"), await LookupsOfAsync(harness, "nonsense")));
        Assert.Equal((2, 0), (await LookupsOfAsync(harness, unknown), await LookupsOfAsync(harness, unknown)));
        Assert.Equal(0, await LookupsOfAsync(harness, new string('x', KeyDigest.MaxKeyLength + 1)));

        // A wrong secret of a known id asks as often as an unknown id does.
        await harness.TryAsync(known);
        var forged = KeyHarness.Forge(known);
        Assert.Equal((2, 0), (await LookupsOfAsync(harness, forged), await LookupsOfAsync(harness, forged)));
        harness.Clock.Advance(new RecordCacheOptions().AbsentLife);
        Assert.Equal(1, await LookupsOfAsync(harness, "nonsense"));
    }

    [Fact]
    public async Task Good_keys_are_looked_up_once_on_an_api_with_imports()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = (await harness.IssueAsync()).Secret;
        var foreign = KeyText.Generate(TestContracts.Own.Keys!, "live");
        await harness.ImportAsync(KeyHarness.Foreign("imported"), KeyHarness.Foreign(foreign));
        foreach (var text in (string[])[issued, "imported", foreign])
        {
            await harness.TryAsync(text);
            harness.Clock.Advance(new RecordCacheOptions().AbsentLife);
            Assert.Equal(0, await LookupsOfAsync(harness, text));
        }
    }

    [Theory]
    [InlineData("imported")]
    [InlineData("unknown")]
    [InlineData("tk_live_form")]
    public async Task Hot_look_up_allocates_nothing(string kind)
    {
        var harness = await KeyHarness.StartAsync();
        var text = kind == "tk_live_form" ? KeyText.Generate(TestContracts.Own.Keys!, "live") : kind;
        await harness.ImportAsync(KeyHarness.Foreign("imported"));
        await harness.TryAsync(text);
        var scheme = TestContracts.Own.Keys!;

        Assert.Equal(0, HotBytes.Of(Verify));

        void Verify() =>
            Assert.True(IsDone(harness.Verifier.VerifyAsync(TestContracts.Own, scheme, text.AsMemory(), PresentedKeyMemo.None, CancellationToken.None)));
    }

    [Theory]
    [MemberData(nameof(Faulty))]
    public async Task Faulty_key_is_named_by_place_and_field_and_nothing_is_imported(string what, string field, FieldFaultKind kind)
    {
        var harness = await KeyHarness.StartAsync();
        var good = KeyHarness.Foreign("good");
        var bad = KeyHarness.Foreign("bad");

        var result = await harness.Importer.ImportAsync([good, Spoil(harness, bad, what)], default, Token);

        var fault = Assert.Single(Assert.IsType<KeyImportResult.Invalid>(result).Faults);
        Assert.Equal((field, kind), (fault.Field, fault.Kind));
        Assert.StartsWith($"Field '{field}' ", fault.Problem, StringComparison.Ordinal);
        Assert.Equal(Unknown, await harness.TryAsync("good"));
        Assert.Empty(await harness.Store.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Faults_of_all_keys_are_told_at_once_up_to_a_hundred()
    {
        var harness = await KeyHarness.StartAsync();
        ForeignKey[] keys = [.. Enumerable.Range(0, KeyImporter.MaxKeys).Select(i => Spoil(harness, KeyHarness.Foreign($"k{i}"), "scope"))];

        var result = await harness.Importer.ImportAsync(keys, default, Token);

        Assert.Equal(100, Assert.IsType<KeyImportResult.Invalid>(result).Faults.Count);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.Importer.ImportAsync([.. keys, keys[0]], default, Token));
    }

    [Fact]
    public async Task Digest_that_is_there_is_refused_or_skipped_as_asked()
    {
        var harness = await KeyHarness.StartAsync();
        var first = (await harness.ImportAsync(KeyHarness.Foreign("old")))[0].Id;
        ForeignKey[] both = [KeyHarness.Foreign("new"), KeyHarness.Foreign("old")];

        var refused = await harness.Importer.ImportAsync(both, default, Token);
        var elsewhere = await harness.Importer.ImportAsync(
            [KeyHarness.Foreign("old", KeyHarness.Opaque)],
            new KeyImportOptions(SkipExisting: true, CheckOnly: false),
            Token);
        var skipped = await harness.Importer.ImportAsync(both, new KeyImportOptions(SkipExisting: true, CheckOnly: false), Token);

        Assert.Contains($"the key {first} already", Assert.Single(Assert.IsType<KeyImportResult.Invalid>(refused).Faults).Problem, StringComparison.Ordinal);
        Assert.Contains("another account", Assert.Single(Assert.IsType<KeyImportResult.Invalid>(elsewhere).Faults).Problem, StringComparison.Ordinal);
        Assert.Equal([true, false], Assert.IsType<KeyImportResult.Done>(skipped).Items.Select(item => item.IsNew));
        Assert.Equal(first, Assert.IsType<KeyImportResult.Done>(skipped).Items[1].Id);
    }

    [Fact]
    public async Task Key_that_was_deleted_after_its_import_is_not_revived()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.ImportAsync(KeyHarness.Foreign("old")))[0].Id!;
        await harness.Keys.DeleteAsync(id, null, Token);

        var again = await harness.Importer.ImportAsync([KeyHarness.Foreign("old")], new KeyImportOptions(SkipExisting: true, CheckOnly: false), Token);

        Assert.Equal(new KeyImportItem(id, IsNew: false), Assert.Single(Assert.IsType<KeyImportResult.Done>(again).Items));
        Assert.Equal(Unknown, await harness.TryAsync("old"));
    }

    [Fact]
    public async Task Digest_of_a_key_that_was_issued_here_is_recognized_where_it_can_be()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(KeyHarness.Opaque);

        var result = await harness.Importer.ImportAsync([KeyHarness.Foreign(issued.Secret, KeyHarness.Opaque)], default, Token);

        Assert.Contains(issued.Key.Id, Assert.Single(Assert.IsType<KeyImportResult.Invalid>(result).Faults).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_alone_writes_nothing()
    {
        var harness = await KeyHarness.StartAsync();

        var result = await harness.Importer.ImportAsync([KeyHarness.Foreign("old")], new KeyImportOptions(SkipExisting: false, CheckOnly: true), Token);

        Assert.Equal(new KeyImportItem(null, IsNew: true), Assert.Single(Assert.IsType<KeyImportResult.Done>(result).Items));
        Assert.Equal(Unknown, await harness.TryAsync("old"));
        Assert.Empty(await harness.Store.ListImportsAsync(Token));
    }

    [Fact]
    public async Task Imports_of_one_digest_at_a_time_end_with_one_key()
    {
        var harness = await KeyHarness.StartAsync();

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => harness.Importer.ImportAsync([KeyHarness.Foreign("old")], default, Token), Token)));

        Assert.Single(results.OfType<KeyImportResult.Done>());
        Assert.Equal(7, results.OfType<KeyImportResult.Invalid>().Count());
    }

    [Fact]
    public async Task Imported_key_has_every_state_and_is_rotated_as_others_are()
    {
        var harness = await KeyHarness.StartAsync();
        var foreign = KeyHarness.Foreign("old");
        var id = (await harness.ImportAsync(foreign with { Key = foreign.Key with { ExpiresAt = harness.Clock.GetUtcNow().AddHours(2) } }))[0].Id!;

        await harness.Keys.DisableAsync(id, null, Token);
        Assert.Equal("credential.disabled", await harness.TryAsync("old"));
        await harness.Keys.EnableAsync(id, null, Token);
        var rotated = Assert.IsType<KeyResult.Issued>(await harness.Keys.RotateAsync(id, TimeSpan.FromHours(1), null, Token));
        Assert.Null(await harness.TryAsync(rotated.Secret));
        Assert.Null(await harness.TryAsync("old"));
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Unknown, await harness.TryAsync("old"));
        Assert.Null(await harness.TryAsync(rotated.Secret));
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("credential.expired", await harness.TryAsync(rotated.Secret));
        await harness.Keys.RevokeAsync(id, null, Token);
        Assert.Equal("credential.revoked", await harness.TryAsync(rotated.Secret));
    }

    [Fact]
    public async Task Imported_key_of_another_environment_or_api_is_unknown()
    {
        var harness = await KeyHarness.StartAsync();
        var foreign = KeyHarness.Foreign("staging");
        await harness.ImportAsync(foreign with { Key = foreign.Key with { Environment = "test" } }, KeyHarness.Foreign("elsewhere", KeyHarness.Opaque));

        Assert.Equal(Unknown, await harness.TryAsync("staging"));
        Assert.Equal(Unknown, await harness.TryAsync("elsewhere"));
        Assert.Null(await harness.TryAsync("elsewhere", KeyHarness.Opaque));
    }

    [Fact]
    public async Task Imported_key_is_found_by_its_text()
    {
        var harness = await KeyHarness.StartAsync();
        var id = (await harness.ImportAsync(KeyHarness.Foreign("old, with a comma")))[0].Id;
        var finder = new KeyFinder(harness.Store, harness.Pepper, TestContracts.All);

        Assert.Equal(id, (await finder.FindAsync("old, with a comma", Token))!.Id);
        Assert.Null(await finder.FindAsync("old", Token));
    }

    [Fact]
    public async Task Imports_are_known_after_a_start_and_under_a_newer_pepper()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.ImportAsync(KeyHarness.Foreign("old"));
        var pepper = Pepper.Parse("1:0123456789abcdef0123456789abcdef,2:fedcba9876543210fedcba9876543210");
        var cache = new KeyCache(harness.Store, harness.Clock);
        var verifier = new KeyVerifier(cache, pepper, "live", harness.Clock);
        var importer = new KeyImporter(harness.Store, harness.Accounts, cache, pepper, TestContracts.All, "live", harness.Clock);

        Assert.False((await Verify("old")).TryGet(out _));
        await cache.LoadImportsAsync(Token);
        Assert.True((await Verify("old")).TryGet(out _));

        // A digest is known under the older version, and a new key is stored under the newer one.
        Assert.IsType<KeyImportResult.Invalid>(await importer.ImportAsync([KeyHarness.Foreign("old")], default, Token));
        Assert.IsType<KeyImportResult.Done>(await importer.ImportAsync([KeyHarness.Foreign("new")], default, Token));
        Assert.True((await Verify("new")).TryGet(out _));
        Assert.True((await Verify("old")).TryGet(out _));
        Assert.Equal([1, 2], (await harness.Store.ListImportsAsync(Token)).Select(import => import.PepperVersion));

        async Task<KeyVerdict> Verify(string text) => await verifier.VerifyAsync(
            TestContracts.Own,
            TestContracts.Own.Keys!,
            text.AsMemory(),
            PresentedKeyMemo.None,
            Token);
    }

    [Fact]
    public async Task Import_is_known_also_where_the_outcome_of_the_write_is_not()
    {
        var harness = await KeyHarness.StartAsync();
        harness.Store.ImportFailure = new StoreUnavailableException("gone", new IOException());

        await Assert.ThrowsAsync<StoreUnavailableException>(() => harness.Importer.ImportAsync([KeyHarness.Foreign("old")], default, Token));

        Assert.Null(await harness.TryAsync("old"));
    }

    private static bool IsDone<T>(ValueTask<T> task) => task.IsCompletedSuccessfully;

    private static ForeignKey Spoil(KeyHarness harness, ForeignKey key, string what) => what switch
    {
        "account" => key with { Key = key.Key with { AccountId = "acct_none" } },
        "scope" => key with { Key = key.Key with { Scopes = ["items:none"] } },
        "name" => key with { Key = key.Key with { Name = " " } },
        "expiry" => key with { Key = key.Key with { ExpiresAt = harness.Clock.GetUtcNow() } },
        "prefix" => key with { Prefix = new string('x', 17) },
        "environment" => key with { Key = key.Key with { Environment = "a-b" } },
        "metadata" => key with { Key = key.Key with { Metadata = new Dictionary<string, string> { ["note"] = new string('x', 501) } } },
        "members" => key with { Key = key.Key with { Metadata = Enumerable.Range(0, 51).ToDictionary(i => $"n{i}", _ => "x") } },
        "names" => key with { Key = key.Key with { Metadata = new Dictionary<string, string> { [new string('x', 41)] = "x" } } },
        "limit" => key with { Key = key.Key with { Limits = new Dictionary<string, int> { ["none"] = 1 } } },
        "twice" => KeyHarness.Foreign("good"),
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };

    private static async Task<int> LookupsOfAsync(KeyHarness harness, string text)
    {
        var before = harness.Store.Lookups;
        await harness.TryAsync(text);
        return harness.Store.Lookups - before;
    }
}
