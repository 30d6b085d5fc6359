using Lintel.AspNetCore;

namespace Lintel.Tests.Sessions;

public sealed class CommonPasswordTests
{
    [Theory]
    [InlineData("password", true)]
    [InlineData("PassWord", true)]
    [InlineData("12345678", true)]
    [InlineData("football", true)]
    [InlineData("correct horse battery", false)]
    [InlineData("Correct-Horse-7", false)]
    public void Common_passwords_are_known_in_any_case(string password, bool common) => Assert.Equal(common, CommonPasswords.Contains(password));

    [Fact]
    public void There_are_ten_thousand_of_at_least_eight_characters() => Assert.Equal(10_000, CommonPasswords.Count);
}
