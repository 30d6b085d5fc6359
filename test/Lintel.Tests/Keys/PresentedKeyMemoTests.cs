using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class PresentedKeyMemoTests
{
    private static readonly Pepper First = Pepper.Parse("1:0123456789abcdef0123456789abcdef");
    private static readonly Pepper Second = Pepper.Parse("1:fedcba9876543210fedcba9876543210,2:0123456789abcdef0123456789abcdef");

    private readonly KeyScheme _scheme = TestContracts.Own.Keys!;
    private readonly PresentedKeyMemo _memo = new();
    private readonly ReadOnlyMemory<char> _text = KeyText.Generate(TestContracts.Own.Keys!, "live").AsMemory();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Text_that_came_twice_is_not_hashed_again()
    {
        var hash = HashOf(_memo, _text, First);
        Assert.Equal(hash, HashOf(_memo, _text, First));

        // Only a memo gives the hash of one pepper where another is asked for.
        Assert.Equal(hash, HashOf(_memo, _text, Second));
    }

    [Fact]
    public void Equal_text_in_another_place_is_hashed_again()
    {
        var hash = HashOf(_memo, _text, First);
        HashOf(_memo, _text, First);

        Assert.NotEqual(hash, HashOf(_memo, new string(_text.Span).AsMemory(), Second));
    }

    [Fact]
    public void Text_of_another_scheme_is_hashed_again()
    {
        var hash = HashOf(_memo, _text, First);
        HashOf(_memo, _text, First);

        Assert.True(_memo.TryHash(_scheme with { }, _text, ReadingOf(_text), Second, 1, out var other));
        Assert.NotEqual(hash, other);
    }

    [Fact]
    public void Hash_with_another_version_of_the_pepper_is_made_anew()
    {
        var hash = HashOf(_memo, _text, Second);
        HashOf(_memo, _text, Second);

        Assert.True(_memo.TryHash(_scheme, _text, ReadingOf(_text), Second, 2, out var other));
        Assert.NotEqual(hash, other);
        Assert.False(_memo.TryHash(_scheme, _text, ReadingOf(_text), Second, 3, out _));
        Assert.False(_memo.TryHash(_scheme, _text, ReadingOf(_text), Second, 3, out _));
        Assert.False(_memo.TryHash(_scheme, _text, ReadingOf(_text), Second, 3, out _));
    }

    [Fact]
    public void None_keeps_nothing()
    {
        var hash = HashOf(PresentedKeyMemo.None, _text, First);
        HashOf(PresentedKeyMemo.None, _text, First);

        Assert.NotEqual(hash, HashOf(PresentedKeyMemo.None, _text, Second));
    }

    [Fact]
    public void Key_that_changes_with_each_request_costs_no_memory()
    {
        ReadOnlyMemory<char>[] texts = [_text, KeyText.Generate(_scheme, "live").AsMemory()];
        var readings = texts.Select(ReadingOf).ToArray();
        Assert.Equal(0, Measure());

        long Measure()
        {
            Alternate(100);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Alternate(1_000);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        void Alternate(int times)
        {
            for (var i = 0; i < times; i++)
            {
                Assert.True(_memo.TryHash(_scheme, texts[i % 2], readings[i % 2], First, 1, out _));
            }
        }
    }

    [Theory]
    [InlineData(KeyHarness.Own)]
    [InlineData(KeyHarness.Opaque)]
    public async Task Remembered_key_is_asked_for_its_state_every_time(string account)
    {
        var harness = await KeyHarness.StartAsync();
        var issued = await harness.IssueAsync(account, key => key with { ExpiresAt = harness.Clock.GetUtcNow().AddHours(1) });
        var contract = account == KeyHarness.Own ? TestContracts.Own : TestContracts.Opaque;
        var secret = issued.Secret.AsMemory();

        for (var i = 0; i < 3; i++)
        {
            Assert.Null(await TryAsync());
        }

        await harness.Keys.DisableAsync(issued.Key.Id, null, Token);
        Assert.Equal("credential.disabled", await TryAsync());
        await harness.Keys.EnableAsync(issued.Key.Id, null, Token);
        Assert.Null(await TryAsync());
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("credential.expired", await TryAsync());
        await harness.Keys.DeleteAsync(issued.Key.Id, null, Token);
        Assert.Equal("credential.unknown", await TryAsync());

        async Task<string?> TryAsync() => (await harness.Verifier.VerifyAsync(contract, contract.Keys!, secret, _memo, Token)).Refusal?.Condition!.Name;
    }

    [Fact]
    public async Task Forged_key_stays_unknown_however_often_it_comes()
    {
        var harness = await KeyHarness.StartAsync();
        var text = KeyHarness.Forge((await harness.IssueAsync()).Secret).AsMemory();

        for (var i = 0; i < 4; i++)
        {
            var verdict = harness.Verifier.VerifyAsync(TestContracts.Own, _scheme, text, _memo, Token);
            Assert.Equal(Condition.CredentialUnknown, (await verdict).Refusal!.Condition);
        }
    }

    private SecretDigest HashOf(PresentedKeyMemo memo, ReadOnlyMemory<char> text, Pepper pepper)
    {
        Assert.True(memo.TryHash(_scheme, text, ReadingOf(text), pepper, 1, out var hash));
        return hash;
    }

    private KeyReading ReadingOf(ReadOnlyMemory<char> text)
    {
        Assert.True(_memo.TryRead(_scheme, text, out var reading));
        return reading;
    }
}
