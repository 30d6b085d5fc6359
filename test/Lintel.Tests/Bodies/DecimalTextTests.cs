using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Lintel.AspNetCore;

namespace Lintel.Tests.Bodies;

public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0", "0", 0)]
    [InlineData("-0.00", "0", 0)]
    [InlineData("0e99999999999", "0", 0)]
    [InlineData("1.50", "1.50", 1)]
    [InlineData("1e2", "100", 0)]
    [InlineData("1.25E-2", "0.0125", 4)]
    [InlineData("-12.5", "-12.5", 1)]
    [InlineData("0.00001", "0.00001", 5)]
    [InlineData("1e-28", "0.0000000000000000000000000001", 28)]
    [InlineData("1e-29", null, null)]
    [InlineData("1e-99999999999", null, null)]
    [InlineData("1e99999999999", null, null)]
    [InlineData("1e30", null, null)]
    [InlineData("0.12345678901234567890123456789", null, null)]
    public void Number_is_read_with_its_decimals_or_said_to_be_too_long(string text, string? number, int? decimals)
    {
        Assert.True(DecimalText.TryRead(text, out var read, out var found));
        Assert.Equal(decimals, found);
        Assert.Equal(number is null ? 0 : decimal.Parse(number, CultureInfo.InvariantCulture), read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(" 1")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("NaN")]
    [InlineData("١")]
    public void Other_text_is_no_number(string text) => Assert.False(DecimalText.TryRead(text, out _, out _));

    [Fact]
    public void Every_decimal_of_28_digits_is_read_as_itself() => Prop.ForAll(
        ArbMap.Default.ArbFor<decimal>().Filter(number => decimal.Abs(number) < 1e27m),
        number =>
        {
            var text = number.ToString(CultureInfo.InvariantCulture);
            return DecimalText.TryRead(text, out var read, out var decimals)
                && (decimals is null ? text.Count(char.IsAsciiDigit) > DecimalText.MaximumDigits : read == number && decimals <= number.Scale);
        }).QuickCheckThrowOnFailure();
}
