using System.Text;
using ADRaffy.ENSNormalize;
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
    [InlineData("a@x.example.", "a@x.example")]
    [InlineData("a@x\u3002example", "a@x.example")]
    [InlineData("a@x\uff0eexample", "a@x.example")]
    [InlineData("a@x\uff61example\u3002", "a@x.example")]
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
    public void Email_addresses_of_any_script_are_told_from_other_texts(string text, bool isAddress) =>
        Assert.Equal(isAddress, EmailAddress.TryNormalize(text, out _));

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

    [Fact]
    public void Normalizing_twice_changes_nothing_more_for_any_character_of_two_planes()
    {
        for (var value = 0; value < 0x20000; value++)
        {
            if (!Rune.IsValid(value))
            {
                continue;
            }

            foreach (var text in new[] { $"{new Rune(value)}", $"a{new Rune(value)}\u0301\u0345b", $"{new Rune(value)}@{new Rune(value)}.example" })
            {
                AssertStable(LoginName.TryNormalize(text, out var name), name, LoginName.TryNormalize);
                AssertStable(EmailAddress.TryNormalize(text, out var address), address, EmailAddress.TryNormalize);
                AssertStable(
                    DomainName.TryNormalize(text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..], out var domain),
                    domain,
                    DomainName.TryNormalize);
            }
        }
    }

    [Fact]
    public void Canonically_equivalent_and_differently_cased_names_are_one_login() => Prop.ForAll(
        Names().ToArbitrary(),
        text =>
        {
            var name = LoginName.Normalize(text);
            Assert.Equal(name, LoginName.Normalize(ENSNormalize.NF.NFD(text)));
            Assert.Equal(name, LoginName.Normalize(ENSNormalize.NF.NFC(text)));
            Assert.Equal(name, LoginName.Normalize($" {text}\t"));
            Assert.Equal(name, LoginName.Normalize(ENSNormalize.NF.NFC(text).ToUpperInvariant()));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Domains_of_any_text_are_stable_bounded_ascii_or_refused() => Prop.ForAll(
        Gen.OneOf(
            ArbMap.Default.GeneratorFor<byte[]>().Select(Encoding.Unicode.GetString),
            Gen.Elements(
                "xn--",
                "bcher-kva",
                "b\u00fccher",
                "example",
                ".",
                "-",
                "\u0130",
                "\u00df",
                "\u03c2",
                "\u200d",
                "\u3002",
                "a",
                "1",
                "\ud83d\ude00",
                "\u0301").ArrayOf().Select(string.Concat)).ToArbitrary(),
        text =>
        {
            var isDomain = DomainName.TryNormalize(text, out var domain);
            AssertStable(isDomain, domain, DomainName.TryNormalize);
            return isDomain ? Ascii.IsValid(domain) && domain.Length is > 2 and <= 253 && !domain.Any(char.IsAsciiLetterUpper) : domain.Length == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private delegate bool Normalizing(string text, out string normal);

    private static void AssertStable(bool isRead, string normal, Normalizing normalize)
    {
        if (isRead)
        {
            Assert.True(normalize(normal, out var again), normal);
            Assert.Equal(normal, again);
        }
    }

    /// <summary>
    /// Names of letters with several forms: composed and decomposed, with and without a capital, of several scripts. None of them is the iota below.
    /// </summary>
    private static Gen<string> Names() => Gen.Elements(
            "a",
            "Z",
            "\u00eb",
            "e\u0308",
            "\u0130",
            "\u0131",
            "i\u0307",
            "\u00df",
            "\u03c3",
            "\u03c2",
            "\u0390",
            "\u01f0",
            "\u1e9b",
            "\u212b",
            "\u2126",
            "\u017f",
            "\uac00",
            "\u1100\u1161", "\u0416", "q\u0323\u0307", "q\u0307\u0323", "1", "-", "@b\u00fccher.example", "@EXAMPLE.test")
        .ArrayOf(6).SelectMany(pieces => Gen.Choose(1, 6).Select(count => string.Concat(pieces.Take(count))));
}
