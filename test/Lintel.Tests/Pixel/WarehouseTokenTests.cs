using System.Buffers.Text;
using System.Text;
using Lintel.Pixel;
using Lintel.Testing;

namespace Lintel.Tests.Pixel;

public sealed class WarehouseTokenTests
{
    // RFC 7515 appendix A.1.
    private const string VectorKey = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    private const string VectorHeader = "{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}";
    private const string VectorPayload = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";
    private const string VectorToken =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("a secret of thirty-two bytes, ok");
    private static readonly WarehouseGrant Grant = new("acct_one", ["admx_one", "admx_two"], "p_top_pages");

    private readonly ManualClock _clock = new();

    [Fact]
    public void Signature_is_that_of_the_standard() =>
        Assert.Equal(VectorToken, CompactJws.Sign(Base64Url.DecodeFromChars(VectorKey), Encoding.ASCII.GetBytes(VectorHeader), Encoding.ASCII.GetBytes(VectorPayload)));

    [Fact]
    public void Token_of_the_standard_opens_to_its_payload()
    {
        Assert.True(CompactJws.TryOpen(Base64Url.DecodeFromChars(VectorKey), Encoding.ASCII.GetBytes(VectorHeader), VectorToken, out var payload));
        Assert.Equal(VectorPayload, Encoding.ASCII.GetString(payload));
    }

    [Fact]
    public void Token_with_any_character_changed_is_refused()
    {
        var token = new WarehouseTokens(Secret, _clock).Mint(Grant);
        var tokens = new WarehouseTokens(Secret, _clock);
        for (var i = 0; i < token.Length; i++)
        {
            var changed = token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..];
            Assert.Null(tokens.Open(changed, Grant.Pipe));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a.b")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%%%.%%%")]
    public void Text_that_is_no_token_is_refused(string text) => Assert.Null(new WarehouseTokens(Secret, _clock).Open(text, Grant.Pipe));

    [Fact]
    public void Token_lives_120_seconds()
    {
        var tokens = new WarehouseTokens(Secret, _clock);
        var token = tokens.Mint(Grant);
        _clock.Advance(TimeSpan.FromSeconds(119));
        var opened = tokens.Open(token, Grant.Pipe);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(("acct_one", "admx_one,admx_two"), (opened?.Workspace, string.Join(',', opened?.Websites ?? [])));
        Assert.Null(tokens.Open(token, Grant.Pipe));
    }

    [Fact]
    public void Token_of_another_pipe_or_secret_is_refused()
    {
        var tokens = new WarehouseTokens(Secret, _clock);
        var token = tokens.Mint(Grant);

        Assert.Null(tokens.Open(token, "p_referrers"));
        Assert.Null(new WarehouseTokens(Encoding.ASCII.GetBytes("another secret, also of 32 bytes"), _clock).Open(token, Grant.Pipe));
    }
}
