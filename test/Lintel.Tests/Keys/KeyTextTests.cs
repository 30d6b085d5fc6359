using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;
using Lintel.Keys;

namespace Lintel.Tests.Keys;

public sealed class KeyTextTests
{
    private static KeyScheme Own => TestContracts.Own.Keys!;

    private static KeyScheme Opaque => TestContracts.Opaque.Keys!;

    [Fact]
    public void Own_text_has_prefix_environment_public_id_secret_and_checksum()
    {
        var text = KeyText.Generate(Own, "live");

        Assert.Matches("^tk_live_[0-9A-Za-z]{11}_[0-9A-Za-z]{33}$", text);
        Assert.True(KeyText.TryRead(Own, text, out var reading));
        Assert.True(Base62.TryRead(text.AsSpan(8, 11), out var publicId));
        Assert.Equal(publicId, reading.Handle.Value);
    }

    [Fact]
    public void Opaque_text_has_prefix_environment_and_40_digits()
    {
        var text = KeyText.Generate(Opaque, "live");

        Assert.Matches("^tk_live_[0-9A-Za-z]{40}$", text);
        Assert.True(KeyText.TryRead(Opaque, text, out var reading));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(text)))[..32],
            reading.Handle.ToString());
    }

    [Fact]
    public void Text_of_a_pages_own_form_has_prefix_public_id_and_secret()
    {
        var scheme = Own with { Prefix = "blz_mgmt", Form = new KeyForm("bak_", 16, 48) };
        var text = KeyText.Generate(scheme, "live");

        Assert.Matches("^blz_mgmt_bak_[0-9A-Za-z]{16}_[0-9A-Za-z]{48}$", text);
        Assert.True(KeyText.TryRead(scheme, text, out var reading));
        Assert.True(Base62.TryRead(text.AsSpan(13, 16), out var publicId));
        Assert.Equal(publicId, reading.Handle.Value);
        Assert.Equal(string.Concat(text.AsSpan(0, 30), "…", text.AsSpan(text.Length - 4)), KeyText.HintOf(scheme, "live", text));
        Assert.False(KeyText.TryRead(scheme, text + "a", out _));
        Assert.False(KeyText.TryRead(scheme, text.AsSpan(0, text.Length - 1), out _));
        Assert.False(KeyText.TryRead(scheme, text.Replace("bak_", "bax_", StringComparison.Ordinal), out _));
        Assert.False(KeyText.TryRead(scheme, string.Concat(text.AsSpan(0, text.Length - 1), "-"), out _));
        Assert.False(KeyText.TryRead(Own, text, out _));
    }

    [Fact]
    public void Digits_hold_the_bits_that_are_promised()
    {
        Assert.True(BigInteger.Pow(62, 27) > BigInteger.Pow(2, 160));
        Assert.True(BigInteger.Pow(62, 11) > BigInteger.Pow(2, 64));
        Assert.True(BigInteger.Pow(62, 6) > BigInteger.Pow(2, 32));
    }

    [Fact]
    public void Checksum_is_the_common_crc32()
    {
        Span<char> checksum = stackalloc char[6];
        Span<char> expected = stackalloc char[6];
        KeyText.WriteChecksum("123456789", checksum);
        Base62.Write(0xCBF43926u, expected);

        Assert.Equal(expected.ToString(), checksum.ToString());
    }

    [Fact]
    public void Own_text_with_any_character_changed_is_refused()
    {
        var text = KeyText.Generate(Own, "live");
        var property = Prop.ForAll(
            Gen.Zip(Gen.Choose(0, text.Length - 1), Gen.Choose(0, 255)).ToArbitrary(),
            change =>
            {
                var (place, code) = change;
                var changed = string.Concat(text.AsSpan(0, place), [(char)code], text.AsSpan(place + 1));
                return changed == text || !KeyText.TryRead(Own, changed, out _);
            });

        property.QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("tk")]
    [InlineData("tk_")]
    [InlineData("tk_live_")]
    [InlineData("tk__0123456789012345678901234567890123456789")]
    [InlineData("tk_live_012345678901234567890123456789012345678")]
    [InlineData("tk_live_01234567890123456789012345678901234567890")]
    [InlineData("tk_live_012345678901234567890123456789012345678-")]
    [InlineData("xx_live_0123456789012345678901234567890123456789")]
    [InlineData("tk-live_0123456789012345678901234567890123456789")]
    [InlineData(" tk_live_0123456789012345678901234567890123456789")]
    [InlineData("tk_live_0123456789012345678901234567890123456789 ")]
    [InlineData("tk_l\u00efve_0123456789012345678901234567890123456789")]
    public void Text_of_another_form_is_refused(string text)
    {
        Assert.False(KeyText.TryRead(Opaque, text, out _));
        Assert.False(KeyText.TryRead(Own, text, out _));
    }

    [Fact]
    public void Text_of_any_characters_and_length_is_read_without_an_exception()
    {
        var property = Prop.ForAll<string>(text =>
        {
            foreach (var candidate in (string[])[text ?? string.Empty, "tk_" + text, string.Concat(Enumerable.Repeat("tk_" + text, 50))])
            {
                KeyText.TryRead(Own, candidate, out _);
                KeyText.TryRead(Opaque, candidate, out _);
            }
        });

        property.QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Hint_shows_the_beginning_and_four_characters()
    {
        var text = KeyText.Generate(Own, "live");

        Assert.Equal($"tk_live_…{text[^4..]}", KeyText.HintOf(Own, "live", text));
    }
}
