using FsCheck;
using FsCheck.Fluent;
using Lintel.Otp;

namespace Lintel.Tests.Otp;

public sealed class VirtualNumberTests
{
    [Theory]
    [InlineData("+999 482 918 102")]
    [InlineData("+999482918102")]
    [InlineData("+999 482918102")]
    [InlineData("+999482 918102")]
    [InlineData("+999482918 102")]
    public void Spellings_of_a_number_are_one_number(string number)
    {
        Assert.Matches(VirtualNumber.Form, number);
        Assert.Equal("+999 482 918 102", VirtualNumber.Normalise(number));
    }

    [Theory]
    [InlineData("")]
    [InlineData("999 482 918 102")]
    [InlineData("+999  482 918 102")]
    [InlineData("+999 482 918 10")]
    [InlineData("+999 482 918 1022")]
    [InlineData("+998 482 918 102")]
    [InlineData("+999-482-918-102")]
    [InlineData(" +999 482 918 102")]
    [InlineData("+999 482 918 102\n")]
    [InlineData("+999 ４８２ 918 102")]
    public void Other_texts_are_no_number(string number) => Assert.DoesNotMatch(VirtualNumber.Form, number);

    [Fact]
    public void Normal_spelling_is_a_number_and_its_own_normal_spelling()
    {
        var numbers = Gen.ArrayOf(Gen.Choose(0, 9), 9).Select(digits => "+999" + string.Concat(digits));
        Prop.ForAll(numbers.ToArbitrary(), number =>
        {
            var normal = VirtualNumber.Normalise(number);
            return VirtualNumber.Form.IsMatch(normal)
                && VirtualNumber.Normalise(normal) == normal
                && normal.Replace(" ", string.Empty, StringComparison.Ordinal) == number;
        }).QuickCheckThrowOnFailure();
    }
}
