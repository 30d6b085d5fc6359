using Lintel.Caching;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class KeyVerifierTests
{
    private const string Unknown = "credential.unknown";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(KeyHarness.Own)]
    [InlineData(KeyHarness.Opaque)]
    public async Task Issued_key_opens(string account)
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(account);

        Assert.Null(await harness.TryAsync(issued.Secret, account));
    }

    [Fact]
    public async Task Text_of_bad_form_or_checksum_asks_no_store()
    {
        var harness = await KeyHarness.StartAsync();
        var secret = (await harness.IssueAsync()).Secret;
        var other = secret[^1] == 'x' ? 'y' : 'x';

        Assert.Equal(Unknown, await harness.TryAsync(secret[..^1] + other));
        Assert.Equal(Unknown, await harness.TryAsync(secret + " "));
        Assert.Equal(Unknown, await harness.TryAsync("x"));
        Assert.Equal(Unknown, await harness.TryAsync("tk_live_abc", KeyHarness.Opaque));
        Assert.Equal(0, harness.Store.Lookups);
    }

    [Fact]
    public async Task Known_public_id_with_another_secret_is_unknown()
    {
        var harness = await KeyHarness.StartAsync();
        var secret = (await harness.IssueAsync()).Secret;

        Assert.Equal(Unknown, await harness.TryAsync(KeyHarness.Forge(secret)));
        Assert.Equal(1, harness.Store.Lookups);
    }

    [Fact]
    public async Task Kept_key_is_verified_without_a_wait()
    {
        var harness = await KeyHarness.StartAsync();
        var secret = (await harness.IssueAsync()).Secret;
        harness.Store.Gate = new TaskCompletionSource();

        var first = Verify();
        Assert.False(first.IsCompleted);
        harness.Store.Gate.SetResult();
        Assert.True((await first).TryGet(out _));
        Assert.True(Verify().AsTask().IsCompletedSuccessfully);

        ValueTask<KeyVerdict> Verify() => harness.Verifier.VerifyAsync(
            TestContracts.Own,
            TestContracts.Own.Keys!,
            secret.AsMemory(),
            PresentedKeyMemo.None,
            Token);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Known_id_with_a_wrong_secret_asks_the_store_as_often_as_an_unknown_id(bool isKept)
    {
        var harness = await KeyHarness.StartAsync();
        var known = (await harness.IssueAsync()).Secret;
        if (isKept)
        {
            await harness.TryAsync(known);
        }

        var ofKnown = await LookupsOf(() => KeyHarness.Forge(known));
        var unknown = KeyText.Generate(TestContracts.Own.Keys!, "live");
        var ofUnknown = await LookupsOf(() => KeyHarness.Forge(unknown));

        Assert.Equal([1, 0, 0, 1, 0], ofUnknown);
        Assert.Equal(ofUnknown, ofKnown);
        Assert.Null(await harness.TryAsync(known));

        // Twice more at once, then after what is believed of unknown ids is forgotten.
        async Task<int[]> LookupsOf(Func<string> text)
        {
            var lookups = new List<int>();
            for (var i = 0; i < 5; i++)
            {
                if (i == 3)
                {
                    harness.Clock.Advance(new RecordCacheOptions().AbsentLife);
                }

                var before = harness.Store.Lookups;
                Assert.Equal(Unknown, await harness.TryAsync(text()));
                lookups.Add(harness.Store.Lookups - before);
            }

            return [.. lookups];
        }
    }

    [Fact]
    public async Task Wrong_secret_never_keeps_a_good_one_out()
    {
        var harness = await KeyHarness.StartAsync(new RecordCacheOptions { Capacity = 3 });
        var (known, other) = ((await harness.IssueAsync()).Secret, (await harness.IssueAsync()).Secret);
        Assert.Equal(Unknown, await harness.TryAsync(KeyHarness.Forge(known)));
        Assert.Null(await harness.TryAsync(other));

        Assert.Null(await harness.TryAsync(known));
    }

    [Fact]
    public async Task Refused_key_is_recognized_by_its_secret_alone()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync();
        var foreign = await harness.IssueAsync(change: key => key with { Environment = "test" });
        await harness.Keys.RevokeAsync(issued.Key.Id, null, Token);

        Assert.Equal(issued.Key.Id, (await Verify(issued.Secret)).Recognized!.Id);
        Assert.False((await Verify(issued.Secret)).TryGet(out _));
        Assert.Equal(foreign.Key.Id, (await Verify(foreign.Secret)).Recognized!.Id);
        Assert.Null((await Verify(KeyHarness.Forge(issued.Secret))).Recognized);

        async Task<KeyVerdict> Verify(string text) => await harness.Verifier.VerifyAsync(
            TestContracts.Own,
            TestContracts.Own.Keys!,
            text.AsMemory(),
            PresentedKeyMemo.None,
            Token);
    }

    [Theory]
    [InlineData(KeyHarness.Own)]
    [InlineData(KeyHarness.Opaque)]
    public async Task Text_of_good_form_that_was_never_issued_is_unknown(string account)
    {
        var harness = await KeyHarness.StartAsync();
        var contract = account == KeyHarness.Own ? TestContracts.Own : TestContracts.Opaque;

        Assert.Equal(Unknown, await harness.TryAsync(KeyText.Generate(contract.Keys!, "live"), account));
    }

    [Fact]
    public async Task Key_of_another_environment_is_unknown()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(KeyHarness.Opaque, key => key with { Environment = "test" });

        Assert.StartsWith("tk_test_", issued.Secret, StringComparison.Ordinal);
        Assert.Equal(Unknown, await harness.TryAsync(issued.Secret, KeyHarness.Opaque));
    }

    [Fact]
    public async Task Key_of_another_api_is_unknown()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(KeyHarness.Opaque);
        var impostor = new KeyScheme { Kind = CredentialKind.Bearer, Header = "Authorization", Prefix = "tk", Hash = SecretHash.Sha256, Challenge = "Bearer" };

        var outcome = await harness.Verifier.VerifyAsync(TestContracts.Own, impostor, issued.Secret.AsMemory(), PresentedKeyMemo.None, Token);

        Assert.Equal(Condition.CredentialUnknown, outcome.Refusal!.Condition);
    }

    [Fact]
    public async Task States_have_their_conditions()
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(change: key => key with { ExpiresAt = harness.Clock.GetUtcNow().AddHours(1) });
        var (id, secret) = (issued.Key.Id, issued.Secret);

        await harness.Keys.DisableAsync(id, null, Token);
        Assert.Equal("credential.disabled", await harness.TryAsync(secret));
        await harness.Keys.EnableAsync(id, null, Token);
        Assert.Null(await harness.TryAsync(secret));
        harness.Clock.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Null(await harness.TryAsync(secret));
        harness.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("credential.expired", await harness.TryAsync(secret));
        await harness.Keys.RevokeAsync(id, null, Token);
        Assert.Equal("credential.revoked", await harness.TryAsync(secret));
        await harness.Keys.DeleteAsync(id, null, Token);
        Assert.Equal(Unknown, await harness.TryAsync(secret));
    }

    [Fact]
    public async Task Key_that_was_made_with_another_pepper_is_unknown()
    {
        var harness = await KeyHarness.StartAsync();
        var secret = (await harness.IssueAsync()).Secret;
        foreach (var pepper in (string[])["1:fedcba9876543210fedcba9876543210", "2:0123456789abcdef0123456789abcdef"])
        {
            var verifier = new KeyVerifier(harness.Cache, Pepper.Parse(pepper), "live", harness.Clock);
            var outcome = await verifier.VerifyAsync(TestContracts.Own, TestContracts.Own.Keys!, secret.AsMemory(), PresentedKeyMemo.None, Token);
            Assert.Equal(Condition.CredentialUnknown, outcome.Refusal!.Condition);
        }

        var both = new KeyVerifier(harness.Cache, Pepper.Parse("2:fedcba9876543210fedcba9876543210,1:0123456789abcdef0123456789abcdef"), "live", harness.Clock);
        Assert.True((await both.VerifyAsync(TestContracts.Own, TestContracts.Own.Keys!, secret.AsMemory(), PresentedKeyMemo.None, Token)).TryGet(out _));
    }

    [Theory]
    [InlineData(KeyHarness.Own, 0)]
    [InlineData(KeyHarness.Own, 1)]
    [InlineData(KeyHarness.Own, 2)]
    [InlineData(KeyHarness.Opaque, 0)]
    [InlineData(KeyHarness.Opaque, 1)]
    [InlineData(KeyHarness.Opaque, 2)]
    public async Task Hot_look_up_allocates_nothing(string account, int kind)
    {
        var harness = await KeyHarness.StartAsync();
        var contract = account == KeyHarness.Own ? TestContracts.Own : TestContracts.Opaque;
        var scheme = contract.Keys!;
        var text = kind switch
        {
            0 => (await harness.IssueAsync(account)).Secret,
            1 => KeyText.Generate(scheme, "live"),
            _ => "tk_live_nonsense",
        };

        Assert.Equal(0, HotBytes.Of(Verify));

        void Verify() => Assert.True(IsDone(harness.Verifier.VerifyAsync(contract, scheme, text.AsMemory(), PresentedKeyMemo.None, CancellationToken.None)));
    }

    [Fact]
    public async Task Account_look_up_allocates_nothing()
    {
        var harness = await KeyHarness.StartAsync();
        await harness.Accounts.FindAsync(KeyHarness.Own, Token);

        Assert.Equal(0, HotBytes.Of(() => _ = IsDone(harness.Accounts.FindAsync(KeyHarness.Own, CancellationToken.None))));
    }

    private static bool IsDone<T>(ValueTask<T> task) => task.IsCompletedSuccessfully;
}
