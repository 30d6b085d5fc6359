using FsCheck;
using FsCheck.Fluent;
using Lintel.Panel;

namespace Lintel.Tests.Panel;

public sealed class LicenseDurationTests
{
    private static readonly (char Unit, int Maximum, long Seconds)[] Units =
        [('s', 59, 1), ('m', 59, 60), ('h', 23, 3600), ('d', 365, 86_400), ('w', 52, 604_800), ('y', 100, 31_536_000)];

    [Theory]
    [InlineData("30d", 2_592_000)]
    [InlineData("1h30m", 5400)]
    [InlineData("30m1h", 5400)]
    [InlineData("1y", 31_536_000)]
    [InlineData("0d", 0)]
    [InlineData("007d", 604_800)]
    [InlineData("59s59m23h365d52w100y", 59L + 3540 + 82_800 + 31_536_000 + 31_449_600 + 3_153_600_000)]
    public void Text_is_its_seconds(string text, long seconds) => Assert.Equal(seconds, LicenseDuration.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("d")]
    [InlineData("60s")]
    [InlineData("60m")]
    [InlineData("24h")]
    [InlineData("366d")]
    [InlineData("53w")]
    [InlineData("101y")]
    [InlineData("1d1d")]
    [InlineData("1d 2h")]
    [InlineData(" 1d")]
    [InlineData("1D")]
    [InlineData("-1d")]
    [InlineData("+1d")]
    [InlineData("1.5d")]
    [InlineData("1d2")]
    [InlineData("0001d")]
    [InlineData("99999999999999999999d")]
    [InlineData("١d")]
    [InlineData("1d\n")]
    public void Text_outside_the_form_is_none(string text) => Assert.Null(LicenseDuration.Parse(text));

    [Fact]
    public void Any_choice_of_units_in_any_order_is_their_sum()
    {
        var parts =
            from order in Gen.Shuffle(Units)
            from count in Gen.Choose(1, Units.Length)
            from numbers in Gen.ArrayOf(Gen.Choose(0, 1_000_000), count)
            select order.Take(count).Select((unit, i) => (unit.Unit, Number: numbers[i] % (unit.Maximum + 1), unit.Seconds)).ToArray();

        Prop.ForAll(
            parts.ToArbitrary(),
            chosen => LicenseDuration.Parse(
                string.Concat(chosen.Select(part => $"{part.Number}{part.Unit}"))) == chosen.Sum(part => part.Number * part.Seconds))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_is_more_than_its_units_allow()
    {
        var texts = Gen.ListOf(Gen.Elements('0', '1', '3', '9', 's', 'm', 'h', 'd', 'w', 'y', ' ', '-')).Select(string.Concat);
        var most = Units.Sum(unit => unit.Maximum * unit.Seconds);

        Prop.ForAll(
            texts.ToArbitrary(),
            text => LicenseDuration.Parse(text) is not { } seconds || (seconds >= 0 && seconds <= most)).QuickCheckThrowOnFailure();
    }
}
