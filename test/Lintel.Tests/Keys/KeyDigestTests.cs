using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class KeyDigestTests
{
    private const string Hex = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    private const string Base64 = "K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols=";

    [Theory]
    [InlineData(Hex, null)]
    [InlineData(Hex, "hex")]
    [InlineData("2BB80D537B1DA3E38BD30361AA855686BDE0EACD7162FEF6A25FE97BF527A25B", null)]
    [InlineData(Base64, null)]
    [InlineData(Base64, "base64")]
    [InlineData("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unols", null)]
    [InlineData("K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols", null)]
    public void Digest_is_read_in_each_of_its_encodings(string text, string? encoding)
    {
        Assert.True(KeyDigest.TryParse(text, encoding, out var digest, out _));
        Assert.True(KeyDigest.TryCompute("secret", out var expected));
        Assert.Equal(expected, digest);
    }

    [Theory]
    [InlineData("", null, "0 characters")]
    [InlineData("2bb80d53", null, "8 characters")]
    [InlineData("2bb80d53", "hex", "64 hexadecimal digits")]
    [InlineData("zbb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b", null, "hexadecimal")]
    [InlineData(Hex, "base64", "44 base64 characters")]
    [InlineData(Base64, "hex", "64 hexadecimal digits")]
    [InlineData(Hex, "rot13", "encoding")]
    [InlineData("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unolt=", null, "base64")]
    [InlineData("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Unol==", null, "base64")]
    [InlineData("K7gNU3sdo+OL0wNhqoVWhr3g6s1xYv72ol/pe/Uno s=", null, "base64")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", null, "empty text")]
    public void Text_that_is_no_digest_is_a_problem_that_says_so(string text, string? encoding, string problem)
    {
        Assert.False(KeyDigest.TryParse(text, encoding, out var digest, out var said));
        Assert.Contains(problem, said, StringComparison.Ordinal);
        Assert.Equal(problem == "empty text", digest != default);
    }

    [Fact]
    public void Problem_does_not_show_a_key_in_the_place_of_its_digest()
    {
        Assert.False(KeyDigest.TryParse("sk_live_abcdef", null, out _, out var said));
        Assert.DoesNotContain("sk_live", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_is_hashed_as_utf_8_within_its_length()
    {
        Assert.True(KeyDigest.TryCompute(new string('€', KeyDigest.MaxKeyLength), out var digest));
        Assert.Equal(SecretDigest.Of(SHA256.HashData(Encoding.UTF8.GetBytes(new string('€', KeyDigest.MaxKeyLength)))), digest);
        Assert.False(KeyDigest.TryCompute(new string('a', KeyDigest.MaxKeyLength + 1), out _));
        Assert.False(KeyDigest.TryCompute(string.Empty, out _));
        Assert.False(KeyDigest.TryCompute("a\ud800", out _));
    }

    [Fact]
    public void Any_digest_is_the_same_in_every_encoding() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte>().ArrayOf(SecretDigest.Length).ToArbitrary(),
        bytes =>
        {
            var base64 = Convert.ToBase64String(bytes);
            string[] texts =
            [
                Convert.ToHexString(bytes),
                Convert.ToHexStringLower(bytes),
                base64,
                base64.TrimEnd('='),
                base64.Replace('+', '-').Replace('/', '_')
            ];
            Assert.All(texts, text =>
            {
                Assert.True(KeyDigest.TryParse(text, null, out var digest, out _));
                Assert.Equal(bytes, digest.ToArray());
            });
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_a_digest_that_can_be_written_again_or_a_problem() => Prop.ForAll(
        Texts().ToArbitrary(),
        text =>
        {
            if (KeyDigest.TryParse(text, null, out var digest, out var problem))
            {
                var bytes = digest.ToArray();
                var plain = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
                Assert.True(text.Equals(Convert.ToHexString(bytes), StringComparison.OrdinalIgnoreCase) || plain == Convert.ToBase64String(bytes).TrimEnd('='));
            }
            else
            {
                Assert.NotEmpty(problem);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    /// <summary>Digests with a few characters changed, cut and added, and any other texts.</summary>
    private static Gen<string> Texts()
    {
        var odd = Gen.Elements("", " ", "=", "A", "f", "g", "+", "/", "-", "_", "\n", "é", "\0");
        var near = from text in Gen.Elements(Hex, Base64)
                   from place in Gen.Choose(0, text.Length)
                   from cut in Gen.Choose(0, text.Length - place)
                   from added in odd
                   from length in Gen.Choose(0, 1)
                   select text[..place] + added + text[(place + Math.Min(cut, length))..];
        return Gen.Frequency((3, near), (1, ArbMap.Default.GeneratorFor<string>().Select(text => text ?? string.Empty)));
    }
}
