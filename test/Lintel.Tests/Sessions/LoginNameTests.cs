using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Sessions;

namespace Lintel.Tests.Sessions;

public sealed class LoginNameTests
{
    [Theory]
    [InlineData("Ada", "ada")]
    [InlineData("  ada ", "ada")]
    [InlineData("Zoe\u0308", "zo\u00eb")]
    [InlineData("ZO\u00cb", "zo\u00eb")]
    [InlineData("\u1100\u1161", "\uac00")]
    [InlineData("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03c3\u03af\u03c3\u03c5\u03c6\u03bf\u03c3")]
    [InlineData("Zo\u00eb@B\u00fccher.Example", "zo\u00eb@xn--bcher-kva.example")]
    [InlineData("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada@XN--BCHER-KVA.example", "ada@xn--bcher-kva.example")]
    public void Equal_names_are_equal(string text, string expected)
    {
        Assert.True(LoginName.TryNormalize(text, out var name));
        Assert.Equal(expected, name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("ad\0a")]
    [InlineData("ada\n")]
    [InlineData("a\u200bda")]
    [InlineData("a\u200dda")]
    [InlineData("a\u202eda")]
    [InlineData("a\u2066da")]
    [InlineData("a\ufeffda")]
    [InlineData("a\u00adda")]
    [InlineData("a\u034fda")]
    [InlineData("a\u3164da")]
    [InlineData("a\ufe0fda")]
    [InlineData("a\u00a0da")]
    [InlineData("a\u2028da")]
    [InlineData("a\ue000da")]
    [InlineData("a\ufffdda")]
    public void Name_with_something_invisible_is_nobodys(string text)
    {
        Assert.Equal(text == "ada\n", LoginName.TryNormalize(text, out var name));
        Assert.Equal(text == "ada\n" ? "ada" : string.Empty, name);
    }

    [Fact]
    public void Lone_surrogate_is_no_name() => Assert.False(LoginName.TryNormalize("a\ud800", out _));

    [Theory]
    [InlineData("ada@example.com", true)]
    [InlineData("ada.o'hara+tag@sub.example.com", true)]
    [InlineData("\u7528\u6237@\u4f8b\u3048.jp", true)]
    [InlineData("ada@b\u00fccher.example", true)]
    [InlineData("ada", false)]
    [InlineData("@example.com", false)]
    [InlineData("ada@example", false)]
    [InlineData("ada@example.1", false)]
    [InlineData("ada@-example.com", false)]
    [InlineData("ada@exa_mple.com", false)]
    [InlineData("ada@xn--a.example", false)]
    [InlineData("ada@example..com", false)]
    [InlineData(".ada@example.com", false)]
    [InlineData("a..da@example.com", false)]
    [InlineData("a da@example.com", false)]
    [InlineData("a@da@example.com", false)]
    [InlineData("ada@\uff42ucher.example", false)]
    public void Email_addresses_of_any_script_are_told_from_other_texts(string text, bool isAddress) => Assert.Equal(isAddress, EmailAddress.TryNormalize(text, out _));

    [Fact]
    public void Shown_form_keeps_capital_letters_and_has_the_same_stored_form()
    {
        Assert.True(EmailAddress.TryClean(" Zoe\u0308@B\u00fccher.Example ", out var shown));
        Assert.Equal("Zo\u00eb@xn--bcher-kva.example", shown);
        Assert.Equal(LoginName.Normalize(" zo\u00eb@b\u00fccher.example"), LoginName.Normalize(shown));
    }

    [Fact]
    public void Normalizing_twice_changes_nothing_more_whatever_the_text() => Prop.ForAll(
        ArbMap.Default.GeneratorFor<byte[]>().Select(Encoding.Unicode.GetString).ToArbitrary(),
        text =>
        {
            if (LoginName.TryNormalize(text, out var name))
            {
                Assert.True(LoginName.TryNormalize(name, out var again));
                Assert.Equal(name, again);
            }

            if (EmailAddress.TryNormalize($"{text}@{text}.example", out var address))
            {
                Assert.True(EmailAddress.TryNormalize(address, out var again));
                Assert.Equal(address, again);
            }
        }).QuickCheckThrowOnFailure();
}
