using Lintel.Otp;

namespace Lintel.Tests.Otp;

public sealed class CursorTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(987_654_321)]
    [InlineData(long.MaxValue)]
    public void Cursor_leads_back_to_its_position(long position)
    {
        Assert.True(Cursor.TryParse(Cursor.Show(position), out var read));
        Assert.Equal(position, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("p1")]
    [InlineData("cDAx")]
    [InlineData("cC0x")]
    [InlineData("cDE=")]
    [InlineData("cDE ")]
    [InlineData("ü")]
    [InlineData("eDE")]
    [InlineData("cDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Other_texts_are_no_cursor(string text) => Assert.False(Cursor.TryParse(text, out _));
}
