using Lintel.Keys;
using Lintel.Otp;

namespace Lintel.Tests.Otp;

public sealed class OtpCodeTests
{
    private const string First = "1:0123456789abcdefghijABCDEFGHIJ0123456789abc";
    private const string Second = "2:abcdefghijABCDEFGHIJ01234567890123456789abc";

    [Fact]
    public void Test_code_follows_from_the_request_and_the_server_key()
    {
        var codes = new OtpCodes(Pepper.Parse(First));
        var code = codes.TestCode("otp_a", 1);

        Assert.Matches("^[0-9]{6}$", code);
        Assert.Equal(code, new OtpCodes(Pepper.Parse(First)).TestCode("otp_a", 1));
        Assert.Contains(Enumerable.Range(0, 10), i => codes.TestCode($"otp_{i}", 1) != code);
        Assert.Contains(Enumerable.Range(0, 10), i => new OtpCodes(Pepper.Parse(Second)).TestCode($"otp_{i}", 2) != codes.TestCode($"otp_{i}", 1));
    }

    [Fact]
    public void Test_codes_are_spread_over_all_numbers()
    {
        var codes = new OtpCodes(Pepper.Parse(First));
        var counts = new int[10];
        for (var i = 0; i < 10_000; i++)
        {
            counts[codes.TestCode($"otp_{i}", 1)[0] - '0']++;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Live_code_opens_its_own_request_alone_and_what_is_kept_does_not_hold_it()
    {
        var codes = new OtpCodes(Pepper.Parse(First));
        var request = Live(codes, "otp_a", "123456");

        Assert.True(codes.Opens(request, "123456"));
        Assert.False(codes.Opens(request, "123457"));
        Assert.NotEqual(request.CodeHash, Live(codes, "otp_b", "123456").CodeHash);
        Assert.NotEqual(request.CodeHash, new OtpCodes(Pepper.Parse(Second)).HashOf("otp_a", "123456", 2));
        Assert.False(codes.Opens(request, codes.TestCode("otp_a", 1)));
    }

    [Fact]
    public void Request_is_checked_with_the_version_of_the_key_that_it_noted()
    {
        var old = new OtpCodes(Pepper.Parse(First));
        var request = Live(old, "otp_a", "123456");
        var now = new OtpCodes(Pepper.Parse($"{First} {Second}"));

        Assert.Equal(2, now.KeyVersion);
        Assert.True(now.Opens(request, "123456"));
        Assert.True(now.Opens(new OtpRequestRow { Id = "otp_b", KeyVersion = 1 }, old.TestCode("otp_b", 1)));
    }

    [Fact]
    public void Live_codes_have_six_digits() => Assert.All(Enumerable.Range(0, 1000), _ => Assert.Matches("^[0-9]{6}$", OtpCodes.NewLiveCode()));

    private static OtpRequestRow Live(OtpCodes codes, string id, string code) =>
        new() { Id = id, KeyVersion = codes.KeyVersion, CodeHash = codes.HashOf(id, code, codes.KeyVersion) };
}
