using FsCheck;
using FsCheck.Fluent;
using Lintel.Keys;
using Lintel.Testing;

namespace Lintel.Tests.Keys;

public sealed class PepperTextTests
{
    private const string One = "0123456789abcdef0123456789abcdef";
    private const string Two = "fedcba9876543210fedcba9876543210";

    [Fact]
    public void Current_version_is_the_highest_without_a_mark_whatever_the_order()
    {
        // Of each version up to 12: missing, plain or retired.
        var texts = Gen.Choose(0, 2).ArrayOf(12).Where(marks => marks.Contains(1));
        Prop.ForAll(texts.ToArbitrary(), marks =>
        {
            int[] plain = [.. Enumerable.Range(1, 12).Where(version => marks[version - 1] == 1)];
            int[] retired = [.. Enumerable.Range(1, 12).Where(version => marks[version - 1] == 2)];
            string[] entries = [.. plain.Select(version => $"{version}:{One}"), .. retired.Select(version => $"retired:{version}:{Two}")];

            foreach (var text in (string[])[string.Join('\n', entries), string.Join(", ", entries.Reverse()), $"next:20:{Two} {string.Join('\t', entries)}"])
            {
                var pepper = Pepper.Parse(text);

                int[] opening = text.StartsWith("next:", StringComparison.Ordinal) ? [.. plain, 20] : plain;
                Assert.Equal(plain.Max(), pepper.Newest);
                Assert.Equal(opening, pepper.Versions);
                Assert.Equal(retired, pepper.Retired);
                Assert.All(opening.Concat(retired), version => Assert.True(pepper.HasLastingKey(version)));
                Assert.All(retired, version => Assert.False(pepper.TryGet(version, out _)));
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Written_entries_are_read_as_they_were()
    {
        var entries = PepperText.Read($"next:3:{Two}, 2:{One},retired:1:{Two}x");

        var text = PepperText.Write(entries);

        Assert.Equal($"retired:1:{Two}x\n2:{One}\nnext:3:{Two}\n", text);
        Assert.Equal(text, PepperText.Write(PepperText.Read(text)));
    }

    [Fact]
    public void Next_version_opens_keys_and_makes_none()
    {
        var pepper = Pepper.Parse($"1:{One} next:2:{Two}");
        var later = Pepper.Parse($"1:{One} 2:{Two}");

        Assert.Equal((1, 2), (pepper.Newest, later.Newest));
        Assert.Equal(later.DeriveKey("seal"), pepper.DeriveKey("seal", 2));
        Assert.NotEqual(later.DeriveKey("seal"), pepper.DeriveKey("seal"));
    }

    [Fact]
    public void Retired_version_has_no_keys_but_lasting_ones()
    {
        var before = Pepper.Parse($"1:{One} 2:{Two}");
        var after = Pepper.Parse($"retired:1:{One} 2:{Two}");

        Assert.Throws<PepperException>(() => after.DeriveKey("webhook secrets", 1));
        Assert.False(after.TryHash(1, "x"u8, new byte[32]));
        Assert.Equal(before.DeriveKey("audit chain", 1), after.DeriveLastingKey("audit chain", 1));
        Assert.Equal(before.CheckValueOf(1), after.CheckValueOf(1));
    }

    [Theory]
    [InlineData("next:1:" + One, "no version that new keys can be made with")]
    [InlineData("retired:1:" + One, "no version that new keys can be made with")]
    [InlineData("next:1:" + One + " 2:" + Two, "marked next:, and version 2 makes keys already")]
    [InlineData("1:" + One + " retired:1:" + One, "version 1 twice")]
    [InlineData("1:" + One + " next:" + Two, "names no version")]
    [InlineData("1:" + One + " next:2:short", "fewer than 32 characters")]
    public void Mark_that_makes_no_sense_is_refused_without_the_secret(string text, string message)
    {
        var exception = Assert.Throws<PepperException>(() => Pepper.Parse(text));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(One, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Two, exception.Message, StringComparison.Ordinal);
    }
}
