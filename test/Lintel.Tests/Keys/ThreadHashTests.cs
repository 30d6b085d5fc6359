using System.Security.Cryptography;
using System.Text;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class ThreadHashTests
{
    private const string First = "0123456789abcdef0123456789abcdef";
    private const string Second = "fedcba9876543210fedcba9876543210";

    private readonly Pepper _pepper = Pepper.Parse($"1:{First},3:{Second}");

    [Fact]
    public void Hash_is_that_of_one_call_in_any_order_of_versions()
    {
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(OneCall(First, $"text {i}"), HashOf(1, $"text {i}"));
            Assert.Equal(OneCall(Second, $"text {i}"), HashOf(3, $"text {i}"));
        }
    }

    [Fact]
    public void Threads_do_not_disturb_each_other() => Parallel.For(0, 2_000, i =>
    {
        var version = i % 2 == 0 ? 1 : 3;
        Assert.Equal(OneCall(version == 1 ? First : Second, $"text {i}"), HashOf(version, $"text {i}"));
    });

    [Fact]
    public void Failure_half_way_leaves_nothing_behind()
    {
        HashOf(1, "before");

        Assert.ThrowsAny<ArgumentException>(() => _pepper.TryHash(1, "half"u8, new byte[3]));
        Assert.Equal(OneCall(First, "after"), HashOf(1, "after"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void Unknown_version_is_hashed_with_the_newest_and_told(int version)
    {
        var hash = new byte[SecretDigest.Length];

        Assert.False(_pepper.TryHash(version, "text"u8, hash));
        Assert.Equal(OneCall(Second, "text"), hash);
    }

    [Fact]
    public void Opaque_text_is_hashed_once_and_both_halves_count()
    {
        var scheme = TestContracts.Opaque.Keys!;
        var (text, secret) = new KeyMaker(_pepper).Make(scheme, "live");
        Assert.True(KeyText.TryRead(scheme, text, out var reading));

        Assert.Equal(SHA256.HashData(Encoding.ASCII.GetBytes(text)), secret.Hash.ToArray());
        Assert.True(SecretCheck.Opens(_pepper, scheme, text.AsMemory(), reading, secret, PresentedKeyMemo.None));
        Assert.False(
            SecretCheck.Opens(
                _pepper,
                scheme,
                text.AsMemory(),
                reading,
                secret with { Hash = secret.Hash with { Second = secret.Hash.Second ^ 1 } },
                PresentedKeyMemo.None));
        Assert.False(SecretCheck.Opens(_pepper, scheme, text.AsMemory(), reading, secret with { Algorithm = SecretHash.Hmac }, PresentedKeyMemo.None));
    }

    private static byte[] OneCall(string pepper, string text) => HMACSHA256.HashData(Encoding.ASCII.GetBytes(pepper), Encoding.ASCII.GetBytes(text));

    private byte[] HashOf(int version, string text)
    {
        var hash = new byte[SecretDigest.Length];
        Assert.True(_pepper.TryHash(version, Encoding.ASCII.GetBytes(text), hash));
        return hash;
    }
}
